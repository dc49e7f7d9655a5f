import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  type TestApp,
  type TestSocket,
  type TestUser,
} from '../platform/testing/test-app';

/** One gigabyte, times the factor of test apps. */
const LIMIT = 100_000_000_000;
/** Longer than a sum over records counts. */
const STALE_MS = 31_000;

let parley: TestApp;
let ahead = 0;

beforeAll(async () => {
  parley = await createTestApp({ now: () => Date.now() + ahead });
});
afterAll(() => parley.close());

const say = (socket: TestSocket, text: string) =>
  socket.send('chat:send', { clientId: randomUUID(), text });
const read = async (user: TestUser) =>
  (
    await parley.api
      .get('/api/users/me/storage')
      .set(...user.bearer)
      .expect(200)
  ).body.storage as { usedBytes: number; limitBytes: number };

/** An earlier record of an owner, of which only the size matters. @returns its id */
async function leaveRecord(owner: TestUser, bytes: number): Promise<string> {
  const _id = new Types.ObjectId();
  await parley.connection.collection('meetings').insertOne({
    _id,
    roomId: new Types.ObjectId(),
    ownerId: new Types.ObjectId(owner.user.id),
    room: { code: 'earlier', name: 'Earlier' },
    startedAt: new Date(),
    endedAt: new Date(),
    endReason: 'everyone_left',
    messageCount: 0,
    epoch: 1,
    lastChangeAt: new Date(),
    bytes,
  });
  return _id.toString();
}

async function pair() {
  const [owner, other] = [await parley.register('Owner'), await parley.register('Other')];
  const code = await makeRoom(parley, owner);
  return { owner, other, code };
}

test('the records of all rooms of an owner count, and those that the owner only attended do not', async () => {
  const { owner, other, code } = await pair();
  expect(await read(owner)).toEqual({ usedBytes: 0, limitBytes: LIMIT });
  const [a, b] = [await parley.connect(owner), await parley.connect(other)];
  await a.join(code);
  await b.join(code);
  await say(b, 'x'.repeat(1_000));
  // A meeting counts while it runs.
  expect((await read(owner)).usedBytes).toBeGreaterThan(1_000);
  await a.ask('meeting:leave', {});
  await b.ask('meeting:leave', {});
  const { usedBytes } = await read(owner);
  expect(usedBytes).toBeGreaterThan(2_000);
  expect(usedBytes).toBeLessThan(5_000);
  expect((await read(other)).usedBytes).toBe(0);
});

test('people learn that the space of the owner is nearly full, and then why nothing can be written', async () => {
  const { owner, other, code } = await pair();
  const record = await leaveRecord(owner, LIMIT - 3_000);
  const [a, b] = [await parley.connect(owner), await parley.connect(other)];
  expect((await a.join(code)).chatUsage).toEqual({ of: 'owner', percent: 99 });
  expect((await b.join(code)).chatUsage).toEqual({ of: 'owner', percent: 99 });
  const kept = await say(b, 'y'.repeat(2_000));
  expect(kept).toMatchObject({ ok: true, data: { chatUsage: { of: 'owner', percent: 99 } } });
  const refused = await say(b, 'z'.repeat(1_000));
  expect(refused).toMatchObject({
    ok: false,
    error: {
      code: 'STORAGE_FULL',
      message: expect.stringMatching(/owner can delete records .* raise the limit/),
    },
  });
  // A room of somebody else is not concerned, and what was acknowledged stays.
  expect(await say(b, 'short')).toMatchObject({ ok: true });
  const { messages } = await a.ask('chat:sync', { afterSeq: 0 });
  expect(messages.map(({ text }) => text.slice(0, 5))).toEqual(['yyyyy', 'short']);

  // The owner makes space, and people can write at once.
  await parley.api
    .delete(`/api/meetings/${record}`)
    .set(...owner.bearer)
    .expect(204);
  const again = await say(b, 'z'.repeat(1_000));
  expect(again).toMatchObject({ ok: true });
  expect(again).not.toHaveProperty('data.chatUsage');
});

test('an outline and an expired record use no space', async () => {
  const { owner, code } = await pair();
  await parley.api
    .patch(`/api/rooms/${code}`)
    .set(...owner.bearer)
    .send({ retention: 'outline' })
    .expect(200);
  const a = await parley.connect(owner);
  await a.join(code);
  await say(a, 'x'.repeat(1_000));
  await a.ask('meeting:leave', {});
  expect((await read(owner)).usedBytes).toBe(0);
});

test('what other servers store counts half a minute later', async () => {
  const { owner, code } = await pair();
  const a = await parley.connect(owner);
  await a.join(code);
  expect(await say(a, 'first')).toMatchObject({ ok: true });
  await leaveRecord(owner, LIMIT);
  expect(await say(a, 'second')).toMatchObject({ ok: true });
  ahead += STALE_MS;
  expect(await say(a, 'third')).toMatchObject({ error: { code: 'STORAGE_FULL' } });
});
