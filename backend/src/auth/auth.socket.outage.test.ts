import { randomUUID } from 'node:crypto';
import type { SessionResponse } from '@parley/shared/auth';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  testDatabaseUri,
  type TestApp,
  type TestSocket,
} from '../platform/testing/test-app';
import { FaultyTcpProxy } from '../platform/testing/faulty-tcp-proxy';

const TOKEN_MS = 600_000;
const OVERTIME_MS = 30_000;
const SWEEP_MS = 10_000;

let parley: TestApp;
let proxy: FaultyTcpProxy;
let clock = 0;
beforeAll(async () => {
  // Sweeps and probes of the database wait until the test advances their timers.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  proxy = await FaultyTcpProxy.start(testDatabaseUri(database));
  const now = () => Date.now() + clock;
  parley = await createTestApp({ database, databaseUri: proxy.url.href, now });
});
afterAll(async () => {
  vi.useRealTimers();
  await parley.close();
  await proxy.stop();
});

/** Advances the server's clock and has it sweep its sockets. */
function pass(ms: number): void {
  clock += ms;
  vi.advanceTimersByTime(SWEEP_MS);
}

const refresh = (cookie: string) => parley.api.post('/api/auth/refresh').set('Cookie', cookie);

/** Checks that both sockets have their seats. */
async function expectInCall(a: TestSocket, b: TestSocket): Promise<void> {
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    const { participant } = await one.ask('participant:update', { hand: true });
    await other.next('participant:updated', (event) => event.participant.id === participant.id);
  }
  const events = [...a.events, ...b.events].map(({ event }) => event);
  expect(events).not.toContain('session:ended');
  expect(events).not.toContain('participant:left');
}

test('F02, F18: participants keep their seats if their access tokens expire during a database outage', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const code = await makeRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  for (const socket of [a, b]) await socket.join(code);

  proxy.cut();
  await refresh(ana.cookie).expect(503);
  for (const minute of [TOKEN_MS + OVERTIME_MS + 1_000, 60_000, 60_000]) {
    pass(minute);
    // The query of the sweep was sent before this one.
    await refresh(ana.cookie).expect(503);
    await expectInCall(a, b);
  }

  proxy.mend();
  let answer = await refresh(ana.cookie);
  while (answer.status !== 200) {
    expect(answer.status).toBe(503);
    vi.advanceTimersByTime(1_000);
    answer = await refresh(ana.cookie);
  }
  pass(SWEEP_MS);
  const { accessToken } = answer.body as SessionResponse;
  await a.ask('session:refresh', { token: accessToken });
  await expectInCall(a, b);

  // A client that does not refresh its token after the outage is disconnected.
  pass(120_000);
  await b.next('session:ended');
  await a.next(
    'participant:updated',
    ({ participant }) => participant.connection === 'reconnecting',
  );
});
