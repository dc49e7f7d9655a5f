import { randomUUID } from 'node:crypto';
import { setTimeout as elapsed } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  crowding,
  type TestApp,
  type TestSocket,
  type TestUser,
} from '../platform/testing/test-app';

const CRASH_LEASE_MS = 1_000;
const heartbeat = { intervalMs: 500, timeoutMs: 1_000 };

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
beforeAll(async () => {
  parley = await createTestApp({
    env: { SEAT_LEASE_SECONDS: '3', CRASH_LEASE_SECONDS: '1' },
    app: { heartbeat },
  });
  [ana, ben] = await Promise.all([parley.register('Ana'), parley.register('Ben')]);
});
afterAll(() => parley.close());

/** Each in a room of its own, so that they can wait at the same time. */
async function meet(app = parley) {
  const code = await makeRoom(app, ana);
  const [a, b] = [await app.connect(ana), await app.connect(ben)];
  const { meeting } = await a.join(code);
  const instanceId = randomUUID();
  const { self } = await b.join(code, { instanceId });
  return { a, b, code, self, instanceId, meetingId: meeting.id };
}

const lost = (a: TestSocket) =>
  a.next('participant:updated', ({ participant }) => participant.connection === 'reconnecting');

test.concurrent.each<[string, (b: TestSocket) => void]>([
  ['whose process is gone', (b) => b.rawWebSocket.terminate()],
  ['that is closed by its browser', (b) => b.rawWebSocket.close(1001)],
])('F16: a tab %s has left after the short lease', async (_kind, end) => {
  const { a, b, self } = await meet();
  end(b);
  await lost(a);
  const since = performance.now();
  expect((await a.next('participant:left')).id).toBe(self.id);
  const held = performance.now() - since;
  expect(held).toBeGreaterThan(CRASH_LEASE_MS * 0.9);
  expect(held).toBeLessThan((CRASH_LEASE_MS + 900) * crowding());
  a.close();
});

/** Ben is lost for longer than the short lease, and comes back to his seat without having left. */
async function expectSeatHeld({
  a,
  code,
  self,
  instanceId,
}: Awaited<ReturnType<typeof meet>>): Promise<void> {
  await lost(a);
  await elapsed(CRASH_LEASE_MS * 1.5);
  const again = await parley.connect(ben);
  const back = await again.join(code, { instanceId });
  expect(back.self).toMatchObject({ id: self.id, joinSeq: self.joinSeq, joinedAt: self.joinedAt });
  expect(a.events.filter(({ event }) => event === 'participant:left')).toEqual([]);
  for (const socket of [a, again]) socket.close();
}

test.concurrent('F10: a tab that falls silent keeps its seat beyond the short lease, and comes back to it', async () => {
  const met = await meet();
  const { rawWebSocket } = met.b;
  rawWebSocket.pause();
  await expectSeatHeld(met);
  rawWebSocket.terminate();
});

test.concurrent.each<[string, (b: TestSocket) => void]>([
  ['closes the connection because an answer is overdue', (b) => b.cut()],
  ['disconnects without having left', (b) => b.close()],
])('F09: a page that %s keeps its seat beyond the short lease', async (_kind, end) => {
  const met = await meet();
  end(met.b);
  await expectSeatHeld(met);
});

test.concurrent('F16: a tab that crashed and is opened again within the short lease is not seen to leave', async () => {
  const { a, b, code, self } = await meet();
  b.rawWebSocket.terminate();
  await lost(a);
  const again = await parley.connect(ben);
  const back = await again.join(code);
  expect(back.self.id).toBe(self.id);
  const { participant } = await a.next(
    'participant:joined',
    (event) => event.participant.instanceId === back.self.instanceId,
  );
  expect(participant.id).toBe(self.id);
  expect(a.events.filter(({ event }) => event === 'participant:left')).toEqual([]);
  for (const socket of [a, again]) socket.close();
});

test.concurrent('F16: who comes back after the short lease joins afresh, as the same participant', async () => {
  const { a, b, code, self, instanceId, meetingId } = await meet();
  b.rawWebSocket.terminate();
  await a.next('participant:left');
  const again = await parley.connect(ben);
  const back = await again.join(code, { instanceId });
  expect(back).toMatchObject({ meeting: { id: meetingId }, self: { id: self.id } });
  expect(back.self.joinSeq).toBeGreaterThan(self.joinSeq);
  for (const socket of [a, again]) socket.close();
});
