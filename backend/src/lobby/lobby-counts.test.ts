import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
let cem: TestUser;
beforeAll(async () => {
  parley = await createTestApp();
  [ana, ben, cem] = [
    await parley.register('Ana'),
    await parley.register('Ben'),
    await parley.register('Cem'),
  ];
});
afterAll(() => parley.close());

/** A page of somebody's own on the page before joining. */
async function wait(user: TestUser, code: string) {
  const socket = await parley.connect(user);
  await socket.ask('room:watch', { code, instanceId: randomUUID() });
  return socket;
}

test('members see how many people are on the page before joining, each account once', async () => {
  const code = await makeRoom(parley, ana);
  const a = await parley.connect(ana);
  expect((await a.join(code)).lobby).toBe(0);

  const b = await wait(ben, code);
  expect(await a.next('lobby:changed')).toEqual({ count: 1 });
  const again = await wait(ben, code);
  const c = await wait(cem, code);
  expect(await a.next('lobby:changed')).toEqual({ count: 2 });

  // A newcomer gets the same number. Once they have a seat, none of their pages counts.
  expect((await c.join(code)).lobby).toBe(2);
  for (const socket of [a, c]) expect(await socket.next('lobby:changed')).toEqual({ count: 1 });
  await b.join(code);
  for (const socket of [a, b, c]) expect(await socket.next('lobby:changed')).toEqual({ count: 0 });

  // Ben's other page still looks at the room when he has left.
  await b.ask('meeting:leave', {});
  expect(await a.next('lobby:changed')).toEqual({ count: 1 });
  again.close();
  expect(await a.next('lobby:changed')).toEqual({ count: 0 });
  for (const socket of [a, b, c]) socket.close();
});

test('people in the lobby of another room, or of a meeting that is over, are not counted', async () => {
  const [code, other] = [await makeRoom(parley, ana), await makeRoom(parley, ana)];
  const waiting = await wait(ben, code);
  await wait(cem, other);
  const first = await parley.connect(ana);
  await first.join(code);
  expect(await first.next('lobby:changed')).toEqual({ count: 1 });
  await first.ask('meeting:leave', {});
  await waiting.ask('room:unwatch', {});

  // The next meeting begins with what is true then.
  await first.join(code);
  await wait(cem, code);
  await wait(await parley.register('Dan'), code);
  expect(await first.next('lobby:changed', ({ count }) => count === 2)).toEqual({ count: 2 });
});

test('many who come and go at once are told in one event', async () => {
  const code = await makeRoom(parley, ana);
  const a = await parley.connect(ana);
  await a.join(code);
  const [b, c] = [await parley.connect(ben), await parley.connect(cem)];
  const instanceId = randomUUID();
  for (let round = 0; round < 5; round += 1) {
    await b.ask('room:watch', { code, instanceId });
    await b.ask('room:unwatch', {});
  }
  await c.ask('room:watch', { code, instanceId });
  expect(await a.next('lobby:changed', ({ count }) => count === 1)).toEqual({ count: 1 });
  expect(a.events.filter(({ event }) => event === 'lobby:changed').length).toBeLessThanOrEqual(1);
  for (const socket of [a, b, c]) socket.close();
});
