import type { BrowserContext, Page } from '@playwright/test';
import { makeRoom } from './support/rest';
import { expect, test } from './support/test';

interface StartedWindow extends Window {
  startedTracks?: MediaStreamTrack[];
  startedSockets?: number;
}

/** Records the device tracks that a page opens and counts its open sockets. */
async function recordStarts(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const notes = window as StartedWindow;
    notes.startedTracks = [];
    notes.startedSockets = 0;
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints) => {
      const stream = await open(constraints);
      notes.startedTracks?.push(...stream.getTracks());
      return stream;
    };
    const Native = WebSocket;
    window.WebSocket = class extends Native {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener('open', () => {
          notes.startedSockets = (notes.startedSockets ?? 0) + 1;
        });
      }
    };
  });
}

/** Holds back the answer to the token refresh until the returned function is called. */
async function holdRefresh(context: BrowserContext, status?: number): Promise<() => void> {
  let answer = (): void => {};
  const released = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await context.route('**/api/auth/refresh', async (route) => {
    await released;
    if (status === undefined) return route.continue();
    const error = { code: 'SESSION_ENDED', message: 'Please sign in again.' };
    return route.fulfill({ status, json: { error } });
  });
  return () => answer();
}

/** From `hold` until `release`, messages from the server to the client wait. */
async function holdSocket(page: Page): Promise<{ hold(): void; release(): void }> {
  let held: (() => void)[] | null = null;
  await page.routeWebSocket(/socket\.io/, (client) => {
    const server = client.connectToServer();
    server.onMessage((message) => {
      if (held) held.push(() => client.send(message));
      else client.send(message);
    });
  });
  return {
    hold: () => {
      held = [];
    },
    release: () => {
      for (const send of held?.splice(0) ?? []) send();
      held = null;
    },
  };
}

const startedSockets = () => (window as StartedWindow).startedSockets;
const liveTracks = () =>
  (window as StartedWindow).startedTracks?.filter(({ readyState }) => readyState === 'live').length;

test('devices and the socket open before the server has confirmed the session', async ({
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  await recordStarts(ana.context);
  const answer = await holdRefresh(ana.context);
  await ana.page.goto(link);
  await expect.poll(() => ana.page.evaluate(liveTracks)).toBeGreaterThanOrEqual(2);
  await expect.poll(() => ana.page.evaluate(startedSockets)).toBe(1);
  await expect(ana.button('Join now')).toBeVisible();
  answer();
  await expect(ana.page.getByText('Nobody is here yet.')).toBeVisible();
  expect(await ana.page.evaluate(startedSockets)).toBe(1);
});

test('a client whose session has ended shows the page for guests', async ({ onDashboard }) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  await recordStarts(ana.context);
  const answer = await holdRefresh(ana.context, 401);
  await ana.page.goto(link);
  await expect.poll(() => ana.page.evaluate(liveTracks)).toBeGreaterThanOrEqual(2);
  answer();
  await expect(ana.button('Join as guest')).toBeVisible();
  await ana.page.getByRole('link', { name: 'Sign in' }).click();
  await expect.poll(() => ana.page.evaluate(liveTracks)).toBe(0);
});

test('a visitor of a room for accounts opens neither devices nor a socket', async ({
  onDashboard,
  client,
}) => {
  const ana = await onDashboard('Ana');
  const link = await makeRoom(ana, 4, { access: 'accounts' });
  const ben = await client('Ben');
  await recordStarts(ben.context);
  await ben.page.goto(link);
  await ben.expectPage('Sign in');
  expect(await ben.page.evaluate(() => (window as StartedWindow).startedTracks)).toEqual([]);
  expect(await ben.page.evaluate(startedSockets)).toBe(0);
});

test('the room is watched with the handshake command, and only once', async ({ onDashboard }) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  const asked: string[] = [];
  ana.page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      if (payload.includes('room:watch')) asked.push(payload.toString());
    });
  });
  await ana.page.goto(link);
  await expect(ana.page.getByText('Nobody is here yet.')).toBeVisible();
  expect(asked).toHaveLength(1);
  // A CONNECT packet of Socket.IO in a message of Engine.IO.
  expect(asked[0]).toMatch(/^40\{/);
});

test('the call page appears at the click, with the participants, before the server has answered', async ({
  onDashboard,
  user,
}) => {
  const ana = await onDashboard('Ana');
  const link = await ana.newMeeting();
  await ana.button('Join now').click();
  await ana.expectInCall();
  const ben = await user('Ben');
  const socket = await holdSocket(ben.page);
  await ben.page.goto(link);
  await expect(ben.page.getByText('Ana is here.')).toBeVisible();
  await expect(ben.videoOf(ana)).toBeHidden();
  socket.hold();
  await ben.button('Join now').click();
  await expect(ben.page.getByText('Joining…')).toBeVisible();
  await expect(ben.videoOf(ana)).toBeVisible();
  await expect(ben.page.getByRole('main')).toBeFocused();
  socket.release();
  await ben.expectInCall();
  await expect(ben.page.getByText('Joining…')).toBeHidden();
  await ben.expectMediaFrom(1);
});
