import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createScheduledApp, type ScheduledApp } from '../platform/testing/scheduled-app';
import type { TestSocket, TestUser } from '../platform/testing/test-app';

const CRASH_LEASE_MS = 10_000;
/** Longer than the lease of a crashed client, shorter than the lease of a lost connection. */
const BETWEEN_LEASES_MS = 15_000;
const heartbeat = { intervalMs: 500, timeoutMs: 1_000 };

let parley: ScheduledApp;
let ana: TestUser;
let ben: TestUser;
beforeAll(async () => {
  parley = await createScheduledApp({
    env: { SEAT_LEASE_SECONDS: '30', CRASH_LEASE_SECONDS: '10' },
    app: { heartbeat },
  });
  [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
});
afterAll(() => parley.close());

/** Ana and Ben meet in a new room. */
async function meet() {
  const code = await makeRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await a.join(code);
  const instanceId = randomUUID();
  const { self } = await b.join(code, { instanceId });
  return { a, b, code, self, instanceId, meetingId: meeting.id };
}

const reconnecting = (a: TestSocket) =>
  a.next('participant:updated', ({ participant }) => participant.connection === 'reconnecting');

/** Counts the events with this name that the server has sent so far. */
async function countOf(socket: TestSocket, wanted: string): Promise<number> {
  await socket.ask('participant:update', { hand: false });
  return socket.events.filter(({ event }) => event === wanted).length;
}

const close = (...sockets: TestSocket[]): void => sockets.forEach((socket) => socket.close());

test.each<[string, (b: TestSocket) => void]>([
  ['whose process was killed', (b) => b.rawWebSocket.terminate()],
  ['that its browser closes', (b) => b.rawWebSocket.close(1001)],
])('F16: a client %s has left after the short lease', async (_kind, end) => {
  const { a, b, self } = await meet();
  end(b);
  await reconnecting(a);
  await parley.scheduler.advance(CRASH_LEASE_MS - 1);
  expect(await countOf(a, 'participant:left')).toBe(0);
  await parley.scheduler.advance(1);
  expect((await a.next('participant:left')).id).toBe(self.id);
  close(a);
});

/** Ben is disconnected for longer than the short lease, and resumes without having left. */
async function expectSeatHeld({ a, code, self, instanceId }: Awaited<ReturnType<typeof meet>>) {
  await reconnecting(a);
  await parley.scheduler.advance(BETWEEN_LEASES_MS);
  const again = await parley.connect(ben);
  const back = await again.join(code, { instanceId });
  expect(back.self).toMatchObject({ id: self.id, joinSeq: self.joinSeq, joinedAt: self.joinedAt });
  expect(await countOf(a, 'participant:left')).toBe(0);
  close(a, again);
}

test('F10: a client that stops answering keeps its seat beyond the short lease, and resumes', async () => {
  const met = await meet();
  const { rawWebSocket } = met.b;
  rawWebSocket.pause();
  await expectSeatHeld(met);
  rawWebSocket.terminate();
});

test.each<[string, (b: TestSocket) => void]>([
  ['closes the connection because an answer is overdue', (b) => b.cut()],
  ['disconnects without having left', (b) => b.close()],
])('F09: a client that %s keeps its seat beyond the short lease', async (_kind, end) => {
  const met = await meet();
  end(met.b);
  await expectSeatHeld(met);
});

test('F16: a user who opens a crashed tab again within the short lease takes over without a leave', async () => {
  const { a, b, code, self } = await meet();
  b.rawWebSocket.terminate();
  await reconnecting(a);
  await parley.scheduler.advance(CRASH_LEASE_MS - 1);
  const again = await parley.connect(ben);
  const back = await again.join(code);
  expect(back.self.id).toBe(self.id);
  const { participant } = await a.next(
    'participant:joined',
    (event) => event.participant.instanceId === back.self.instanceId,
  );
  expect(participant.id).toBe(self.id);
  expect(await countOf(a, 'participant:left')).toBe(0);
  close(a, again);
});

test('F16: an instance that returns after the short lease joins again as the same participant', async () => {
  const { a, b, code, self, instanceId, meetingId } = await meet();
  b.rawWebSocket.terminate();
  await reconnecting(a);
  await parley.scheduler.advance(CRASH_LEASE_MS);
  await a.next('participant:left');
  const again = await parley.connect(ben);
  const back = await again.join(code, { instanceId });
  expect(back).toMatchObject({ meeting: { id: meetingId }, self: { id: self.id } });
  expect(back.self.joinSeq).toBeGreaterThan(self.joinSeq);
  close(a, again);
});
