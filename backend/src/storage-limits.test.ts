import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createQuota } from './platform/quota';
import { makeRoom } from './platform/testing/rest';
import {
  createTestApp,
  joinInput,
  type TestApp,
  type TestSocket,
  type TestUser,
} from './platform/testing/test-app';
import { createStorageLimits } from './storage-limits';

/** A meeting may have 20 kB of chat; an account may send 4 kB and start one meeting a day. */
const SMALL = { STORAGE_LIMIT_FACTOR: String(0.004 / 3) };
const small = () => createTestApp({ env: SMALL });

let parley: TestApp;
beforeAll(async () => {
  parley = await small();
});
afterAll(() => parley.close());

const say = (socket: TestSocket, length: number, clientId: string = randomUUID()) =>
  socket.send('chat:send', { clientId, text: 'x'.repeat(length) });

/** A user in a new room, whose meeting this user starts. */
async function alone(user: TestUser, app = parley) {
  const socket = await app.connect(user);
  const code = await makeRoom(app, user);
  const { meeting } = await socket.join(code);
  return { socket, code, id: meeting.id };
}

test('a quota takes what fits, does not count what does not fit, and takes back', async () => {
  const quota = createQuota(10, 60);
  expect(quota.take('a', 8)).toBe(0);
  expect(quota.take('a', 3)).toBeGreaterThan(0);
  expect(quota.take('a', 2)).toBe(0);
  expect(quota.share('a')).toBe(1);
  expect(quota.take('b', 10)).toBe(0);
  quota.giveBack('a', 5);
  expect(quota.share('a')).toBe(0.5);
  expect(quota.take('c', 11)).toBe(60);
});

test("a user learns when little is left of the day's chat quota, and then why a message is refused", async () => {
  const ana = await parley.register('Ana');
  const { socket, id } = await alone(ana);
  expect(await say(socket, 2_650)).toMatchObject({ ok: true, data: { message: { seq: 1 } } });
  const near = await say(socket, 150);
  expect(near).toMatchObject({ ok: true, data: { chatUsage: { of: 'account', percent: 90 } } });
  const refused = await say(socket, 2_000);
  expect(refused).toMatchObject({
    ok: false,
    error: { code: 'CHAT_LIMIT', retryAfter: 24 * 3600, message: expect.stringContaining('day') },
  });
  // A short message still fits, and its repetition does not count.
  const clientId = randomUUID();
  for (let round = 0; round < 3; round += 1) {
    expect(await say(socket, 10, clientId)).toMatchObject({ ok: true });
  }
  const { body } = await parley.api.get(`/api/meetings/${id}/messages`).set(...ana.bearer);
  expect(body.messages).toHaveLength(3);
});

test('participants learn when the chat of their meeting is nearly full, also after a restart', async () => {
  let app = await small();
  const users = await Promise.all(
    ['Ana', 'Eve', 'Fay', 'Ben', 'Cleo', 'Dora'].map((name) => app.register(name)),
  );
  const [first, fifth, sixth, ...others] = users as [TestUser, TestUser, TestUser, ...TestUser[]];
  const { socket, code } = await alone(first, app);
  const fill = async (user: TestUser, length: number) => {
    const one = await app.connect(user);
    const ack = await one.join(code);
    const answer = await say(one, length);
    await one.ask('meeting:leave', {});
    return { ack, answer };
  };
  expect(await say(socket, 3_500)).toMatchObject({ ok: true });
  for (const user of others) {
    const { ack, answer } = await fill(user, 3_500);
    expect(ack).not.toHaveProperty('chatUsage');
    expect(answer).toMatchObject({ ok: true });
  }
  const { answer } = await fill(fifth, 2_000);
  expect(answer).toMatchObject({ data: { chatUsage: { of: 'meeting', percent: 90 } } });

  // A server that claims the meeting knows how full its chat is.
  await app.close({ keepDatabase: true });
  app = await createTestApp({
    database: app.database,
    env: SMALL,
  });
  const { ack, answer: full } = await fill(sixth, 2_000);
  expect(ack.chatUsage).toEqual({ of: 'meeting', percent: 90 });
  expect(full).toMatchObject({ ok: false, error: { code: 'CHAT_FULL' } });
  expect((await fill(sixth, 100)).answer).toMatchObject({ ok: true });
  await app.close();
});

test('a user may start a number of meetings in a day and can still join meetings of others', async () => {
  const [ana, ben] = [await parley.register('Ana'), await parley.register('Ben')];
  const { socket, code } = await alone(ana);
  await socket.ask('meeting:leave', {});
  expect(await socket.send('meeting:join', joinInput(code))).toMatchObject({
    ok: false,
    error: { code: 'MEETING_LIMIT', retryAfter: expect.any(Number) },
  });
  const { socket: b, code: other } = await alone(ben);
  expect(await socket.send('meeting:join', joinInput(other))).toMatchObject({ ok: true });
  // Leaving and rejoining a running meeting starts no meeting.
  for (let round = 0; round < 5; round += 1) {
    await socket.ask('meeting:leave', {});
    await socket.join(other);
  }
  expect(await parley.connection.collection('meetings').countDocuments()).toBe(3);
  b.close();
});

test('with default limits a user can start two hundred meetings a day', async () => {
  const { meetingsOfDay } = createStorageLimits(1);
  const waits: number[] = [];
  for (let started = 0; started < 1_000; started += 1) waits.push(meetingsOfDay.take('ana', 1));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(200);
  expect(waits.at(-1)).toBeGreaterThan(23 * 3600);
});
