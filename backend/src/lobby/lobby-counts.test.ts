import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createScheduledApp, type ScheduledApp } from '../platform/testing/scheduled-app';
import type { TestSocket, TestUser } from '../platform/testing/test-app';

/** The longest time until participants learn of a new count. */
const PUBLISH_MS = 500;

let parley: ScheduledApp;
let ana: TestUser;
let ben: TestUser;
let cem: TestUser;
beforeAll(async () => {
  parley = await createScheduledApp();
  [ana, ben, cem] = [
    await parley.register('Ana'),
    await parley.register('Ben'),
    await parley.register('Cem'),
  ];
});
afterAll(() => parley.close());

/** A client of a user in the lobby. */
async function watch(user: TestUser, code: string): Promise<TestSocket> {
  const socket = await parley.connect(user);
  await socket.ask('room:watch', { code, instanceId: randomUUID() });
  return socket;
}

/** The next count that each participant learns. */
async function expectCount(count: number, ...participants: TestSocket[]): Promise<void> {
  await parley.scheduler.advance(PUBLISH_MS);
  for (const socket of participants) expect(await socket.next('lobby:changed')).toEqual({ count });
}

const close = (...sockets: TestSocket[]): void => sockets.forEach((socket) => socket.close());

test('participants see how many users are in the lobby, each user once', async () => {
  const code = await makeRoom(parley, ana);
  const a = await parley.connect(ana);
  expect((await a.join(code)).lobby).toBe(0);

  const b = await watch(ben, code);
  await expectCount(1, a);
  const again = await watch(ben, code);
  const c = await watch(cem, code);
  await expectCount(2, a);

  // A newcomer gets the same count. A user with a seat no longer counts.
  expect((await c.join(code)).lobby).toBe(2);
  await expectCount(1, a, c);
  await b.join(code);
  await expectCount(0, a, b, c);

  // Ben's other client still watches the room after he has left.
  await b.ask('meeting:leave', {});
  await expectCount(1, a);
  await again.ask('room:unwatch', {});
  await expectCount(0, a);
  close(a, b, c, again);
});

test('a client in the lobby that disconnects no longer counts', async () => {
  const code = await makeRoom(parley, ana);
  const a = await parley.connect(ana);
  await a.join(code);
  const b = await watch(ben, code);
  await expectCount(1, a);
  const { engine } = parley.app.sockets.io;
  const connections = engine.clientsCount;
  b.close();
  await expect.poll(() => engine.clientsCount).toBe(connections - 1);
  await expectCount(0, a);
  a.close();
});

test('users in the lobby of another room, or of a meeting that has ended, do not count', async () => {
  const [code, other] = [await makeRoom(parley, ana), await makeRoom(parley, ana)];
  const waiting = await watch(ben, code);
  const elsewhere = await watch(cem, other);
  const first = await parley.connect(ana);
  await first.join(code);
  await expectCount(1, first);
  await first.ask('meeting:leave', {});
  await waiting.ask('room:unwatch', {});
  await parley.scheduler.advance(PUBLISH_MS);

  // The next meeting begins with the count of that moment.
  expect((await first.join(code)).lobby).toBe(0);
  const c = await watch(cem, code);
  const d = await watch(await parley.register('Dan'), code);
  await expectCount(2, first);
  close(waiting, elsewhere, first, c, d);
});

test('many changes of the lobby at once reach the participants in one event', async () => {
  const code = await makeRoom(parley, ana);
  const a = await parley.connect(ana);
  await a.join(code);
  await parley.scheduler.advance(PUBLISH_MS);
  const [b, c] = [await parley.connect(ben), await parley.connect(cem)];
  const instanceId = randomUUID();
  for (let round = 0; round < 5; round += 1) {
    await b.ask('room:watch', { code, instanceId });
    await b.ask('room:unwatch', {});
  }
  await c.ask('room:watch', { code, instanceId });
  await expectCount(1, a);
  await a.ask('participant:update', { hand: true });
  expect(a.events.filter(({ event }) => event === 'lobby:changed')).toEqual([]);
  close(a, b, c);
});
