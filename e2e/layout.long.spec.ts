import type { Locator, Page } from '@playwright/test';
import { expect, type Client, test } from './support/test';
import { readCamerasSent } from './support/video-sent';

const screenOf = (viewer: Client, owner: Client): Locator =>
  viewer.page.getByRole('figure', { name: `Screen of ${owner.name}`, exact: true });

async function heightOf(figure: Locator): Promise<number> {
  return (await figure.boundingBox())?.height ?? 0;
}

/** Heights of the camera video that a page sends to each peer, the smallest first. */
async function camerasSent(page: Page): Promise<number[]> {
  return (await page.evaluate(readCamerasSent)).toSorted((a, b) => a - b);
}

async function meet(clients: readonly Client[]): Promise<void> {
  const [host, ...guests] = clients as [Client, ...Client[]];
  const link = await host.newMeeting();
  await host.button('Join now').click();
  for (const user of guests) await user.join(link);
  await host.expectMediaFrom(guests.length);
}

test('each participant arranges the meeting in their own way', async ({ user, onDashboard }) => {
  // Three clients that encode and decode are slow on a busy processor.
  test.slow();
  const ana = await onDashboard('Ana');
  const ben = await user('Ben');
  const cem = await user('Cem');
  await meet([ana, ben, cem]);

  await test.step('a pinned participant is large and sends more; the others send less', async () => {
    await ana.videoOf(ben).hover();
    await ana.button('Pin Ben').click();
    await expect.poll(async () => heightOf(ana.videoOf(ben))).toBeGreaterThan(500);
    expect(await heightOf(ana.videoOf(cem))).toBeLessThan(150);
    expect(await heightOf(ben.videoOf(cem))).toBeGreaterThan(150);
    const small = async (): Promise<number> => (await camerasSent(cem.page))[0] ?? 0;
    const large = async (): Promise<number> => (await camerasSent(ben.page)).at(-1) ?? 0;
    await expect.poll(small).toBeLessThanOrEqual(180);
    const thumbnail = await small();
    expect(thumbnail).toBeGreaterThan(0);
    await expect.poll(large).toBeGreaterThan(2 * thumbnail);
    await ana.button('Unpin Ben').click();
    await expect.poll(async () => heightOf(ana.videoOf(cem))).toBeGreaterThan(150);
    await expect.poll(small).toBeGreaterThan(thumbnail);
  });

  await test.step('three tiles fit on a phone without scrolling', async () => {
    await ana.page.setViewportSize({ width: 360, height: 640 });
    for (const someone of [ana, ben, cem]) {
      await expect(ana.videoOf(someone)).toBeInViewport({ ratio: 1 });
    }
    await ana.page.setViewportSize({ width: 1_280, height: 800 });
  });

  await test.step('of two shared screens the newer is large, and the other can be made large', async () => {
    await ben.button('Share screen').click();
    await expect(screenOf(ana, ben)).toBeVisible();
    await cem.button('Share screen').click();
    await expect.poll(async () => heightOf(screenOf(ana, cem))).toBeGreaterThan(300);
    expect(await heightOf(screenOf(ana, ben))).toBeLessThan(150);
    await screenOf(ana, ben).dblclick();
    await expect.poll(async () => heightOf(screenOf(ana, ben))).toBeGreaterThan(300);
    expect(await heightOf(screenOf(ana, cem))).toBeLessThan(150);
    await ben.button('Stop sharing').click();
    await expect.poll(async () => heightOf(screenOf(ana, cem))).toBeGreaterThan(300);
    await cem.button('Stop sharing').click();
    await expect(screenOf(ana, cem)).toBeHidden();
  });

  await test.step('only the self-view is mirrored, and mirroring can be turned off', async () => {
    const own = ana.videoOf(ana).locator('video');
    await expect(own).toHaveCSS('transform', 'matrix(-1, 0, 0, 1, 0, 0)');
    await expect(ben.videoOf(ana).locator('video')).toHaveCSS('transform', 'none');
    await ana.chooseMore('Mirror my video');
    await expect(own).toHaveCSS('transform', 'none');
  });

  await test.step('the picture-in-picture window shows video, and closes with the call', async () => {
    await ana.chooseMore('Picture-in-picture');
    await expect.poll(() => ana.page.evaluate(framesInSmallWindow)).toBeGreaterThan(5);
    expect(await ana.page.evaluate(looksOfSmallWindow)).toEqual({
      background: 'rgb(16, 20, 24)',
      buttons: ['Turn microphone off', 'Turn camera off', 'Leave'],
    });
    await ana.leave();
    await expect.poll(() => ana.page.evaluate(framesInSmallWindow)).toBe(-1);
  });
});

interface PipPage extends Window {
  documentPictureInPicture?: { window: Window | null };
}

/** Runs in the page: video frames that the picture-in-picture window has shown; -1 without a window. */
function framesInSmallWindow(): number {
  const small = (window as PipPage).documentPictureInPicture?.window;
  if (!small) return -1;
  return small.document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
}

/** Runs in the page: shows whether the content security policy allows the styles of the window. */
function looksOfSmallWindow(): { background: string; buttons: (string | null)[] } {
  const small = (window as PipPage).documentPictureInPicture?.window;
  if (!small) return { background: '', buttons: [] };
  const buttons = [...small.document.querySelectorAll('button')];
  return {
    background: small.getComputedStyle(small.document.documentElement).backgroundColor,
    buttons: buttons.map((button) => button.getAttribute('aria-label')),
  };
}
