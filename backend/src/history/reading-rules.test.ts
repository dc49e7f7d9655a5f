import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

let parley: TestApp;
/** Owns the room and never joins it. */
let olga: TestUser;
let ana: TestUser;
let ben: TestUser;
let eve: TestUser;
beforeAll(async () => {
  parley = await createTestApp();
  [olga, ana, ben, eve] = (await Promise.all(
    ['Olga', 'Ana', 'Ben', 'Eve'].map(parley.register),
  )) as [TestUser, TestUser, TestUser, TestUser];
});
afterAll(() => parley.close());

const get = (reader: TestUser, path: string) => parley.api.get(`/api${path}`).set(...reader.bearer);

/** Ana and Ben meet in Olga's room, write, and Ben leaves; then Ana writes again. */
async function meetAndLeave() {
  const code = await makeRoom(parley, olga, { name: 'Board' });
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await a.join(code);
  await b.join(code);
  await a.ask('chat:send', { clientId: randomUUID(), text: 'while Ben is here' });
  await b.ask('meeting:leave', {});
  await a.ask('chat:send', { clientId: randomUUID(), text: 'after Ben has left' });
  return { a, b, code, id: meeting.id };
}

test('a running meeting can be read only by its participants, and after its end by every user who attended', async () => {
  const { a, b, code, id } = await meetAndLeave();
  const messages = `/meetings/${id}/messages`;
  expect((await get(ana, messages).expect(200)).body.messages).toHaveLength(2);
  const { body: own } = await get(ana, `/meetings/${id}`).expect(200);
  expect(own.meeting).toMatchObject({ peopleCount: 2, messageCount: 2 });
  expect(own.meeting).not.toHaveProperty('isRestricted');

  for (const reader of [ben, olga]) {
    const refused = await get(reader, messages).expect(403);
    expect(refused.body.error).toMatchObject({
      code: 'MEETING_RUNNING',
      message: expect.stringContaining('still running'),
    });
  }
  for (const path of [messages, `/meetings/${id}`]) await get(eve, path).expect(404);

  // Ben sees his own attendance and nothing about other users.
  const { body: left } = await get(ben, `/meetings/${id}`).expect(200);
  expect(left.meeting).toMatchObject({
    isRestricted: true,
    endedAt: null,
    room: { name: 'Board' },
    people: ['Ben'],
    messageCount: 0,
    attendances: [{ displayName: 'Ben', isMe: true, leftAt: expect.any(String) }],
  });
  const { body: list } = await get(ben, '/meetings?limit=1').expect(200);
  expect(list.meetings[0]).toMatchObject({ id, isRestricted: true, people: ['Ben'] });
  const { body: owned } = await get(olga, `/meetings?room=${code}`).expect(200);
  expect(owned.meetings[0]).toMatchObject({ id, isRestricted: true, people: [], messageCount: 0 });
  const { body: record } = await get(olga, `/meetings/${id}`).expect(200);
  expect(record.meeting.attendances).toEqual([]);

  // A user who rejoins may read again.
  await b.join(code);
  await get(ben, messages).expect(200);
  await b.ask('meeting:leave', {});
  await get(ben, messages).expect(403);

  await a.ask('meeting:leave', {});
  for (const reader of [ana, ben, olga]) {
    expect((await get(reader, messages).expect(200)).body.messages).toHaveLength(2);
    const { body } = await get(reader, `/meetings/${id}`).expect(200);
    expect(body.meeting).toMatchObject({ people: ['Ana', 'Ben'], messageCount: 2 });
    expect(body.meeting).not.toHaveProperty('isRestricted');
  }
  for (const path of [messages, `/meetings/${id}`]) await get(eve, path).expect(404);
});

test('a search does not reveal who is in a running meeting', async () => {
  const { a, id } = await meetAndLeave();
  const found = async (reader: TestUser, words: string) => {
    const { body } = await get(reader, `/meetings?q=${words}&limit=100`).expect(200);
    return (body.meetings as { id: string }[]).some((meeting) => meeting.id === id);
  };
  expect(await found(ben, 'Ana')).toBe(false);
  expect(await found(ben, 'Ben')).toBe(true);
  expect(await found(ben, 'Board')).toBe(true);
  expect(await found(ana, 'Ben')).toBe(true);
  await a.ask('meeting:leave', {});
  expect(await found(ben, 'Ana')).toBe(true);
});

test('searches are limited to two a second by user, and other requests are not', async () => {
  const strict = await createTestApp({ env: { RATE_LIMIT_FACTOR: '1' } });
  try {
    const [cleo, dora] = [await strict.register('Cleo'), await strict.register('Dora')];
    const ask = (reader: TestUser, query: string) =>
      strict.api.get(`/api/meetings${query}`).set(...reader.bearer);
    const answers = await Promise.all(Array.from({ length: 15 }, () => ask(cleo, '?q=x')));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(refused[0]?.body.error).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfter: expect.any(Number),
    });
    await ask(cleo, '').expect(200);
    await ask(cleo, '?q=').expect(200);
    await ask(dora, '?q=x').expect(200);
  } finally {
    await strict.close();
  }
});
