import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { test } from './testing/parley-test';
import type { TestApp } from './testing/test-app';

/** The driver selects a server for each operation, but not for its heartbeats. */
interface Topology {
  selectServer(...args: unknown[]): Promise<unknown>;
}

// Only the clock of the circuit breaker stands still. The driver and HTTP use real time.
beforeAll(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterAll(() => void vi.useRealTimers());

/** From now on, no operation gets a response, although the database accepts connections. */
function hangDatabase({ connection }: TestApp) {
  const { topology } = connection.getClient() as unknown as { topology: Topology };
  const select = vi.spyOn(topology, 'selectServer');
  const firstOperation = new Promise<void>((resolve) => {
    select.mockImplementation(() => {
      resolve();
      return new Promise(() => undefined);
    });
  });
  return { firstOperation, mend: () => select.mockRestore() };
}

test('F02: REST answers 503 before three seconds have passed while the database hangs', async ({
  parley,
  ana,
}) => {
  const { api } = parley;
  const list = () => api.get('/api/rooms').set(...ana.bearer);
  const database = hangDatabase(parley);
  // An operation that the circuit breaker does not refuse would never end, so this test would.
  const answers = Promise.all([
    list(),
    api
      .post('/api/rooms')
      .set(...ana.bearer)
      .send({}),
    api.get('/api/meetings?q=x').set(...ana.bearer),
    api.post('/api/auth/refresh').set('Cookie', ana.cookie),
    api.post('/api/auth/login').send({ email: ana.user.email, password: ana.password }),
    api
      .post('/api/auth/register')
      .send({ email: `${randomUUID()}@example.org`, displayName: 'Ben', password: ana.password }),
  ]);
  await database.firstOperation;
  vi.advanceTimersByTime(2_999);
  for (const { status, body, headers } of await answers) {
    expect([status, body.error.code]).toEqual([503, 'UNAVAILABLE']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  }

  database.mend();
  while ((await list()).status !== 200) vi.advanceTimersByTime(1_000);
});
