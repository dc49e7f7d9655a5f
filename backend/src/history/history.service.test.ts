import { Types } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
let eve: TestUser;
let code: string;
const meetings: string[] = [];

beforeAll(async () => {
  parley = await createTestApp();
  [ana, ben, eve] = (await Promise.all(['Ana', 'Ben (x+y)', 'Eve'].map(parley.register))) as [
    TestUser,
    TestUser,
    TestUser,
  ];
  const name = 'Weekly [a-z]* sync';
  code = await makeRoom(parley, ana, { name });
  const b = await parley.connect(ben);
  for (let index = 0; index < 45; index += 1) {
    meetings.push((await b.join(code)).meeting.id);
    await b.ask('meeting:leave', {});
  }
});
afterAll(() => parley.close());

const get = (reader: TestUser, path: string) => parley.api.get(`/api${path}`).set(...reader.bearer);
const idsIn = (body: { meetings: { id: string }[] }) => body.meetings.map(({ id }) => id);

async function readAll(reader: TestUser, query: string): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const { body } = await get(
      reader,
      `/meetings?${query}${cursor === undefined ? '' : `&cursor=${cursor}`}`,
    ).expect(200);
    seen.push(...idsIn(body));
    cursor = body.nextCursor as string | null;
  }
  return seen;
}

test('forty-five meetings are listed in pages, the latest first and each once', async () => {
  expect(await readAll(ben, 'limit=20')).toEqual(meetings.toReversed());
  expect(await readAll(ben, 'limit=45')).toEqual(meetings.toReversed());
});

test('an owner who attended no meeting of the room finds its meetings only by the room', async () => {
  expect(await readAll(ana, 'limit=50')).toEqual([]);
  expect(await readAll(ana, `limit=20&room=${code}`)).toEqual(meetings.toReversed());
  await get(ana, `/meetings/${meetings[0]}`).expect(200);
});

test("the history of another user's room gets NOT_FOUND", async () => {
  const [theirs, none] = await Promise.all([
    get(ben, `/meetings?room=${code}`).expect(404),
    get(ben, '/meetings?room=unknown-room').expect(404),
  ]);
  expect({ ...theirs.body.error, requestId: '' }).toEqual({ ...none.body.error, requestId: '' });
});

test.each(['', '/messages'])(
  'a user who did not attend a meeting gets the same NOT_FOUND for its path %j as for an unknown meeting',
  async (part) => {
    const unknownId = new Types.ObjectId().toString();
    const [secret, none, malformed] = await Promise.all([
      get(eve, `/meetings/${meetings[0]}${part}`).expect(404),
      get(eve, `/meetings/${unknownId}${part}`).expect(404),
      get(eve, `/meetings/not-an-id${part}`).expect(404),
    ]);
    const bodies = [secret, none, malformed].map(({ body }) => ({ ...body.error, requestId: '' }));
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
  },
);

test.each([
  ['weekly', 45],
  ['WEEKLY [A-Z]*', 45],
  ['(x+y)', 45],
  ['ben', 45],
  ['.*', 0],
  ['week.y', 0],
  ['nobody', 0],
])('searching for %j finds %i meetings by any part of a name', async (words, count) => {
  const found = await readAll(ben, `limit=20&q=${encodeURIComponent(words)}`);
  expect(found).toEqual(count === 0 ? [] : meetings.toReversed());
});

test.each(['cursor=made-up', 'limit=0', 'limit=101', `q=${'x'.repeat(81)}`, 'more=1'])(
  'the query %s is refused',
  async (query) => {
    const { body } = await get(ben, `/meetings?${query}`).expect(400);
    expect(body.error.code).toBe('VALIDATION_FAILED');
    expect(body.error.details[0].field).toBe(query.split('=')[0]);
  },
);

test('meetings of a deleted room stay and say that the room no longer exists', async () => {
  const existsIn = async () => {
    const [{ body: list }, { body: one }] = await Promise.all([
      get(ben, '/meetings?limit=2').expect(200),
      get(ben, `/meetings/${meetings[0]}`).expect(200),
    ]);
    return [...list.meetings, one.meeting].map(({ room }) => room.exists as boolean);
  };
  expect(await existsIn()).toEqual([true, true, true]);
  await parley.api
    .delete(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .expect(204);
  expect(await existsIn()).toEqual([false, false, false]);
});
