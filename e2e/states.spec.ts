import type { BrowserContext } from '@playwright/test';
import { expect, test } from './support/test';

/** How far the clock of the machine is ahead of the server's. */
const THREE_HOURS_MS = 3 * 3_600_000;

test('a browser without WebRTC gets an explanation instead of the join button', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  await ana.context.addInitScript(() => {
    delete (window as { RTCPeerConnection?: unknown }).RTCPeerConnection;
  });
  await ana.page.goto(link);
  await expect(ana.page.getByRole('heading', { name: /cannot make calls/ })).toBeVisible();
  await expect(ana.page.getByText(/WebRTC.*turned off or missing/)).toBeVisible();
  await expect(ana.button('Join now')).toHaveCount(0);

  await ana.page.goto('/check');
  await expect(ana.page.getByText(/cannot make calls: WebRTC/)).toBeVisible();
});

/** Keeps the permission prompt open until the test calls `answerPrompt`. */
async function holdPrompt(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const { mediaDevices, permissions } = navigator;
    const answers: (() => void)[] = [];
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (constraints) =>
      new Promise((resolve, reject) => {
        answers.push(() => void open(constraints).then(resolve, reject));
      });
    mediaDevices.enumerateDevices = async () => [];
    const query = permissions.query.bind(permissions);
    permissions.query = async (what) => {
      const status = await query(what);
      Object.defineProperty(status, 'state', { value: 'prompt' });
      return status;
    };
    Object.assign(window, {
      answerPrompt: () => {
        for (const answer of answers.splice(0)) answer();
      },
    });
  });
}

test('the page says that the browser asks for permission, and a late answer still opens the devices', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  await holdPrompt(ana.context);
  await ana.page.reload();
  await ana.newMeeting();
  await expect(ana.page.getByText(/asking for permission to use/)).toBeVisible();
  await expect(ana.page.getByText('Waiting for permission')).toHaveCount(2);
  await ana.button('Turn microphone off').click();
  await expect(ana.button('Turn microphone on')).toBeVisible();
  await expect(ana.button('Turn camera off')).toBeVisible();

  await ana.button('Join now').click();
  await ana.expectInCall();
  await expect(ana.page.getByText(/asking for permission to use/)).toBeVisible();
  await ana.page.evaluate(() => (window as unknown as { answerPrompt(): void }).answerPrompt());
  await expect(ana.page.getByText(/asking for permission to use/)).toBeHidden();
  await expect(ana.videoOf('Ana').locator('video')).toBeVisible();
  await expect(ana.button('Turn microphone on')).toBeVisible();
});

test('a call works with blocked storage and a clock that is hours ahead', async ({ user }) => {
  const ana = await user('Ana');
  await ana.context.addInitScript((ahead) => {
    for (const storage of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, storage, {
        get: () => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        },
      });
    }
    const now = Date.now.bind(Date);
    Date.now = () => now() + ahead;
  }, THREE_HOURS_MS);
  await ana.page.goto('/');
  await expect(ana.button('New meeting')).toBeVisible();
  await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  await expect(ana.page.getByRole('timer')).toHaveText(/^0:0\d$/);
  await ana.leave();
  await ana.page.getByRole('link', { name: 'Back to dashboard' }).click();
  await expect(ana.page.getByText(/this minute/)).toBeVisible();
});

test('deleting a room closes its lobby', async ({ onDashboard, user }) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  const ben = await user('Ben');
  await ben.page.goto(link);
  await expect(ben.page.getByText('Nobody is here yet.')).toBeVisible();

  await ana.page.goto('/');
  await ana.page.getByRole('button', { name: /^More about/ }).click();
  await ana.page.getByRole('menuitem', { name: 'Delete' }).click();
  await ana.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await ben.expectPage('This room was deleted');
  await expect(ben.page.locator('video')).toHaveCount(0);
});
