import type { SessionResponse } from '@parley/shared/auth';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  cookieOf,
  createTestApp,
  type TestApp,
  type TestSocket,
  type TestUser,
} from '../platform/testing/test-app';

const TOKEN_MS = 600_000;
const OVERTIME_MS = 30_000;
const SWEEP_MS = 10_000;

let parley: TestApp;
let clock = 0;
beforeAll(async () => {
  // Only the timers of the sweeps are fake. Sockets and the database use real time.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  parley = await createTestApp({ now: () => Date.now() + clock });
});
afterAll(async () => {
  vi.useRealTimers();
  await parley.close();
});

/** Advances the server's clock and has it sweep its sockets. */
function pass(ms: number): void {
  clock += ms;
  vi.advanceTimersByTime(SWEEP_MS);
}

const refresh = (cookie: string) => parley.api.post('/api/auth/refresh').set('Cookie', cookie);
const me = (token: string) =>
  parley.api.get('/api/users/me').set('Authorization', `Bearer ${token}`);

let ana: TestUser;
let ben: TestUser;
let code: string;
let a: TestSocket;
let b: TestSocket;
beforeEach(async () => {
  [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  code = await makeRoom(parley, ana);
  [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  await a.join(code);
  await b.join(code);
});
afterEach(() => {
  for (const socket of [a, b]) socket.close();
});

test('F18: a call continues if the access token expires and the first refresh is lost', async () => {
  pass(TOKEN_MS + 6_000);
  expect((await me(ana.accessToken).expect(401)).body.error.code).toBe('TOKEN_EXPIRED');
  expect(await a.ask('chat:sync', { afterSeq: 0 })).toMatchObject({ messages: [] });

  // The client loses the response, with its cookie and its token.
  await refresh(ana.cookie).expect(200);
  clock += 3_000;
  const again = await refresh(ana.cookie).expect(200);
  const { accessToken } = again.body as SessionResponse;
  expect(await a.ask('session:refresh', { token: accessToken })).toEqual({});
  await me(accessToken).expect(200);

  const bens = await refresh(ben.cookie).expect(200);
  await b.ask('session:refresh', { token: (bens.body as SessionResponse).accessToken });
  pass(OVERTIME_MS);
  pass(OVERTIME_MS);
  await a.ask('chat:sync', { afterSeq: 0 });
  await b.ask('chat:sync', { afterSeq: 0 });
  const events = [...a.events, ...b.events].map(({ event }) => event);
  expect(events).not.toContain('participant:left');
  expect(events).not.toContain('participant:updated');
  expect(events).not.toContain('session:ended');
  // The server did not treat the session as stolen.
  await refresh(cookieOf(again)).expect(200);
});

test('F18: a socket stays open for at most half a minute after its access token expired', async () => {
  pass(TOKEN_MS + OVERTIME_MS - 2_000);
  expect(await b.ask('chat:sync', { afterSeq: 0 })).toMatchObject({ messages: [] });
  const { body } = await refresh(ana.cookie).expect(200);
  await a.ask('session:refresh', { token: (body as SessionResponse).accessToken });

  const closed = new Promise((resolve) => b.socket.once('disconnect', resolve));
  pass(4_000);
  await b.next('session:ended');
  expect(await closed).toBe('transport close');
  // The seat is held, and the user resumes with a newer token.
  const { participant } = await a.next('participant:updated');
  expect(participant).toMatchObject({ displayName: 'Ben', connection: 'reconnecting' });
  const bens = await refresh(ben.cookie).expect(200);
  b = await parley.connect({ ...ben, accessToken: (bens.body as SessionResponse).accessToken });
  const { self } = await b.join(code, { instanceId: participant.instanceId });
  expect(self).toEqual({ ...participant, connection: 'connected' });
  expect(a.events.map(({ event }) => event)).not.toContain('participant:left');
});

test('F15: an access token of a server whose clock is ten minutes late is valid for ten minutes', async () => {
  clock -= 600_000;
  const { body } = await refresh(ana.cookie).expect(200);
  const { accessToken } = body as SessionResponse;
  await me(accessToken).expect(200);
  clock += TOKEN_MS - 1_000;
  await me(accessToken).expect(200);
  clock += 7_000;
  await me(accessToken).expect(401);
});
