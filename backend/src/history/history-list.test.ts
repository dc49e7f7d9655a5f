import { randomUUID } from 'node:crypto';
import { Types } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import { createTestApp, type TestApp, type TestUser } from '../platform/testing/test-app';

let parley: TestApp;
let ana: TestUser;
let ben: TestUser;
/** Meetings by the day of May 2026 on which they began. */
const ids = new Map<number, string>();

beforeAll(async () => {
  parley = await createTestApp();
  [ana, ben] = (await Promise.all(['Ana', 'Ben Öztürk'].map(parley.register))) as [
    TestUser,
    TestUser,
  ];
  await meet(4, 'Board', []);
  await meet(3, 'Café', [ben], { decision: true, action: true });
  await meet(2, 'Board', [ben], { decision: true });
  await meet(1, 'Café', []);
});
afterAll(() => parley.close());

/** A meeting of Ana on a day of May, which is over. */
async function meet(
  day: number,
  name: string,
  guests: TestUser[],
  marks: { decision?: boolean; action?: boolean } = {},
): Promise<void> {
  const a = await parley.connect(ana);
  const code = await makeRoom(parley, ana, { name });
  const { meeting } = await a.join(code);
  const others = await Promise.all(guests.map((guest) => parley.connect(guest)));
  for (const other of others) await other.join(code);
  const { message } = await a.ask('chat:send', { clientId: randomUUID(), text: 'a line' });
  for (const kind of ['decision', 'action'] as const) {
    if (marks[kind] !== true) continue;
    await parley.api
      .post(`/api/meetings/${meeting.id}/marks`)
      .set(...ana.bearer)
      .send({ lineId: message.id, kind })
      .expect(201);
  }
  for (const other of others) await other.ask('meeting:leave', {});
  await a.ask('meeting:leave', {});
  const at = new Date(Date.UTC(2026, 4, day, 9));
  const meetingId = new Types.ObjectId(meeting.id);
  await parley.connection
    .collection('meetings')
    .updateOne({ _id: meetingId }, { $set: { startedAt: at, endedAt: at } });
  await parley.connection
    .collection('attendances')
    .updateMany({ meetingId }, { $set: { joinedAt: at } });
  ids.set(day, meeting.id);
}

async function list(reader: TestUser, query: Record<string, string | number>) {
  const days: (number | undefined)[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const { body } = await parley.api
      .get('/api/meetings')
      .query({ ...query, ...(cursor !== undefined && { cursor }) })
      .set(...reader.bearer)
      .expect(200);
    for (const { id } of body.meetings as { id: string }[]) {
      days.push(Array.from(ids).find(([, one]) => one === id)?.[0]);
    }
    cursor = body.nextCursor as string | null;
  }
  return days;
}

test.each([
  [{}, [4, 3, 2, 1]],
  [{ person: 'ozturk' }, [3, 2]],
  [{ place: 'cafe' }, [3, 1]],
  [{ place: 'CAFÉ', person: 'ben' }, [3]],
  [{ withDecisions: 'true' }, [3, 2]],
  [{ withOpenActions: 'true' }, [3]],
  [{ withOpenActions: 'true', place: 'board' }, []],
  [{ from: '2026-05-02T00:00:00Z' }, [4, 3, 2]],
  [{ to: '2026-05-03T00:00:00Z' }, [2, 1]],
  [{ from: '2026-05-02T00:00:00Z', to: '2026-05-04T00:00:00Z', withDecisions: 'true' }, [3, 2]],
  [{ person: '.*' }, []],
])('the filter %j lists the meetings of the days %j', async (filter, days) => {
  for (const limit of [1, 2, 20]) {
    expect(await list(ana, { ...filter, limit })).toEqual(days);
  }
});

test('a list shows how many decisions and open actions a meeting has', async () => {
  const { body } = await parley.api.get('/api/meetings').set(...ana.bearer);
  const counts = body.meetings.map(
    ({ decisionCount, openActionCount }: Record<string, number | undefined>) => [
      decisionCount,
      openActionCount,
    ],
  );
  expect(counts).toEqual([
    [undefined, undefined],
    [1, 1],
    [1, undefined],
    [undefined, undefined],
  ]);
});

test('a removed participant sees no marks from after the removal', async () => {
  const meetingId = new Types.ObjectId(ids.get(2));
  const own = { meetingId, userId: new Types.ObjectId(ben.user.id) };
  const removedAt = new Date(Date.UTC(2026, 4, 2, 10));
  await parley.connection.collection('attendances').updateOne(own, { $set: { removedAt } });
  expect(await list(ben, { withDecisions: 'true' })).toEqual([3]);
  expect(await list(ana, { withDecisions: 'true' })).toEqual([3, 2]);
});

test.each([
  ['from', { from: 'yesterday' }],
  ['to', { to: '2026-05-01' }],
  ['person', { person: 'x'.repeat(81) }],
  ['withDecisions', { withDecisions: 'maybe' }],
])('a wrong %s is refused by its field', async (field, query) => {
  const { body } = await parley.api
    .get('/api/meetings')
    .query(query)
    .set(...ana.bearer)
    .expect(400);
  expect(body.error.details[0].field).toBe(field);
});

test('a list shows the people that a meeting has stored at its end, and else its attendances', async () => {
  const meetings = parley.connection.collection('meetings');
  const _id = new Types.ObjectId(ids.get(3));
  const people = async () => {
    const { body } = await parley.api
      .get('/api/meetings')
      .set(...ana.bearer)
      .expect(200);
    const found = (body.meetings as { id: string; people: string[]; peopleCount: number }[]).find(
      ({ id }) => id === ids.get(3),
    );
    return [found?.people.toSorted(), found?.peopleCount];
  };
  expect(await meetings.findOne({ _id })).toMatchObject({
    listed: { labels: ['Ana', 'Ben Öztürk'], count: 2 },
  });
  expect(await people()).toEqual([['Ana', 'Ben Öztürk'], 2]);
  // As a meeting from before, and one whose attendances have changed since.
  await meetings.updateOne({ _id }, { $unset: { listed: 1 } });
  expect(await people()).toEqual([['Ana', 'Ben Öztürk'], 2]);
});
