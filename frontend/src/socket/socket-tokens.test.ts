import type { SessionResponse } from '@parley/shared/auth';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Session } from '../lib/session';
import { socketTokensOf } from './socket-tokens';
import { useSocketServer } from './testing/socket-server';

const LIFE_S = 600;
const server = useSocketServer();

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

function responseWith(serial: number): SessionResponse {
  const claims = { iat: 0, exp: LIFE_S, serial };
  return {
    user: { id: 'a'.repeat(24), email: 'ana@example.org', displayName: 'Ana' },
    accessToken: `h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`,
  };
}

test('F18: a socket reconnects at once while a token refresh hangs, and gets the new token later', async () => {
  let answer: (response: SessionResponse) => void = () => {};
  const session = new Session({
    requestRefresh: () =>
      new Promise<SessionResponse>((resolve) => {
        answer = resolve;
      }),
    requestLogout: async () => undefined,
    runAlone: (task) => task(),
    channel: { post: () => {}, listen: () => {} },
    hint: { read: () => 'signed-in', write: () => {} },
  });
  session.signIn(responseWith(1));
  vi.setSystemTime(Date.now() + LIFE_S * 850);

  const { socket } = await server.connect(socketTokensOf(session));
  expect(server.shownTokens).toEqual([responseWith(1).accessToken]);

  const refreshed = new Promise((resolve) => {
    socket.once('session:refresh', (payload: unknown, ack: (result: unknown) => void) => {
      ack({ ok: true, data: {} });
      resolve(payload);
    });
  });
  answer(responseWith(2));
  expect(await refreshed).toEqual({ token: responseWith(2).accessToken });
});
