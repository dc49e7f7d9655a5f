import { randomUUID } from 'node:crypto';
import type { Hit } from '@parley/shared/search';
import { Types, type Connection } from 'mongoose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeRoom } from '../platform/testing/rest';
import {
  createTestApp,
  type TestApp,
  type TestSocket,
  type TestUser,
} from '../platform/testing/test-app';

type Collection = ReturnType<Connection['collection']>;

let parley: TestApp;
/** Owns the rooms and joins none of their meetings. */
let olga: TestUser;
let ana: TestUser;
let ben: TestUser;
let eve: TestUser;
beforeAll(async () => {
  parley = await createTestApp();
  [olga, ana, ben, eve] = (await Promise.all(
    ['Olga', 'Ana', 'Ben Öztürk', 'Eve'].map(parley.register),
  )) as [TestUser, TestUser, TestUser, TestUser];
});
afterAll(() => parley.close());

const say = (socket: TestSocket, text: string) =>
  socket.ask('chat:send', { clientId: randomUUID(), text });

/** A meeting of Ana and Ben in a room of Olga, in which Ana writes; it is over afterwards. */
async function meet(texts: string[], name = 'Board') {
  const code = await makeRoom(parley, olga, { name });
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await a.join(code);
  await b.join(code);
  const lines: string[] = [];
  for (const text of texts) lines.push((await say(a, text)).message.id);
  await b.ask('meeting:leave', {});
  await a.ask('meeting:leave', {});
  return { id: meeting.id, code, lines };
}

async function request(reader: TestUser, query: Record<string, string | number>) {
  const { body } = await parley.api
    .get('/api/search')
    .query(query)
    .set(...reader.bearer)
    .expect(200);
  return body as { hits: Hit[]; nextCursor: string | null };
}
async function search(reader: TestUser, q: string, limit = 20): Promise<Hit[]> {
  const hits: Hit[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await request(reader, { q, limit, ...(cursor !== undefined && { cursor }) });
    expect(page.hits.length).toBeLessThanOrEqual(limit);
    hits.push(...page.hits);
    cursor = page.nextCursor;
  }
  return hits;
}
/** Copies a meeting, each copy a minute later; earlier than all other meetings. Deletes the original. */
async function copies(id: string, count: number) {
  const meetingId = new Types.ObjectId(id);
  const [meetings, attendances, messages] = ['meetings', 'attendances', 'messages'].map((name) =>
    parley.connection.collection(name),
  ) as [Collection, Collection, Collection];
  const meeting = await meetings.findOne({ _id: meetingId });
  const people = await attendances.find({ meetingId }).toArray();
  const lines = await messages.find({ meetingId }).sort({ seq: 1 }).toArray();
  const made = Array.from({ length: count }, (_, index) => ({
    at: new Date(Date.UTC(2026, 0, 1, 0, index)),
    meetingId: new Types.ObjectId(),
    lines: lines.map(() => new Types.ObjectId()),
  }));
  await meetings.insertMany(
    made.map(({ at, meetingId: _id }) => ({ ...meeting, _id, startedAt: at, endedAt: at })),
  );
  await attendances.insertMany(
    made.flatMap(({ at, meetingId: to }) =>
      people.map((one) => ({ ...one, _id: new Types.ObjectId(), meetingId: to, joinedAt: at })),
    ),
  );
  await messages.insertMany(
    made.flatMap(({ at, meetingId: to, lines: lineIds }) =>
      lines.map((line, index) => ({ ...line, _id: lineIds[index], meetingId: to, sentAt: at })),
    ),
  );
  await meetings.deleteOne({ _id: meetingId });
  return made.map((one) => ({
    id: one.meetingId.toString(),
    lines: one.lines.map((line) => line.toString()),
  }));
}

const marked = ({ text, highlights }: Hit) => highlights.map(([from, to]) => text.slice(from, to));

test('any word of a line finds it, with the words marked and the meeting beside it', async () => {
  const { id, code, lines } = await meet(['Hello', 'The Zürich OFFICE opens in Mai'], 'Moving');
  for (const q of ['zurich', 'office opens', 'OPENS', 'zuri', '"zürich office"', 'mai']) {
    const [hit, ...more] = await search(ben, q);
    expect(more).toEqual([]);
    expect(hit).toMatchObject({
      meetingId: id,
      meeting: { title: 'Moving', roomCode: code, startedAt: expect.any(String) },
      kind: 'line',
      lineId: lines[1],
      speaker: { displayName: 'Ana' },
      text: 'The Zürich OFFICE opens in Mai',
    });
  }
  const [hit] = await search(ben, 'office zurich');
  expect(hit && marked(hit)).toEqual(['Zürich', 'OFFICE']);
  expect(await search(ben, '"office zurich"')).toEqual([]);
  expect(await search(ben, 'office closes')).toEqual([]);
});

test('names of rooms and people are found, also for an owner who was not there', async () => {
  const { id, code } = await meet(['nothing of note'], 'Quartalsgespräch');
  for (const reader of [ana, ben, olga]) {
    const [room] = await search(reader, 'quartalsgesprach');
    expect(room).toMatchObject({ meetingId: id, kind: 'room', text: 'Quartalsgespräch' });
    expect(room && marked(room)).toEqual(['Quartalsgespräch']);
    expect((await search(reader, code)).map(({ meetingId }) => meetingId)).toContain(id);
    const people = await search(reader, 'ozturk');
    expect(people.find(({ meetingId }) => meetingId === id)).toMatchObject({
      kind: 'person',
      text: 'Ben Öztürk',
    });
  }
  expect(await search(eve, 'quartalsgesprach')).toEqual([]);
});

test('two people with the same word find only what they may read, and a stranger finds nothing', async () => {
  await meet(['the xylophone of Ana and Ben']);
  const code = await makeRoom(parley, eve);
  const e = await parley.connect(eve);
  await e.join(code);
  await say(e, 'the xylophone of Eve');
  await e.ask('meeting:leave', {});
  expect((await search(ben, 'xylophone')).map(({ text }) => text)).toEqual([
    'the xylophone of Ana and Ben',
  ]);
  expect((await search(eve, 'xylophone')).map(({ text }) => text)).toEqual([
    'the xylophone of Eve',
  ]);
  expect(await search(await parley.register('Stranger'), 'xylophone')).toEqual([]);
  await parley.api.get('/api/search?q=x').expect(401);
});

test('a running meeting opens to those inside; others find no more than its name', async () => {
  const code = await makeRoom(parley, olga, { name: 'Ongoing' });
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  await a.join(code);
  await b.join(code);
  await say(a, 'the pomegranate');
  await b.ask('meeting:leave', {});
  expect(await search(ana, 'pomegranate')).toHaveLength(1);
  for (const reader of [ben, olga]) {
    expect(await search(reader, 'pomegranate')).toEqual([]);
    expect(await search(reader, 'ongoing')).toMatchObject([{ kind: 'room', text: 'Ongoing' }]);
  }
  expect((await search(ben, 'ana')).filter(({ meeting }) => meeting.roomCode === code)).toEqual([]);
  await a.ask('meeting:leave', {});
  for (const reader of [ben, olga]) expect(await search(reader, 'pomegranate')).toHaveLength(1);
});

test('a removed participant finds what was written until the removal', async () => {
  const code = await makeRoom(parley, ana, { name: 'Removal' });
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  await a.join(code);
  const { self } = await b.join(code);
  await say(a, 'the tangerine before');
  await a.ask('participant:remove', { id: self.id });
  await say(a, 'the tangerine after');
  await a.ask('meeting:leave', {});
  expect((await search(ana, 'tangerine')).map(({ text }) => text)).toEqual([
    'the tangerine before',
    'the tangerine after',
  ]);
  expect((await search(ben, 'tangerine')).map(({ text }) => text)).toEqual([
    'the tangerine before',
  ]);
});

test.each(['.*', '$where', '"', '""', '', '{"$gt":""}', '\u0000', '(', '^', '[a-z]+', '%', '_'])(
  'the query %j is text and finds nothing that only a pattern would',
  async (q) => {
    expect(await search(ana, q)).toEqual([]);
  },
);

test('operators in a line are found as text', async () => {
  const { lines } = await meet(['db.find({ $where: "this.a" }) -- kumquat']);
  const [hit] = await search(ana, '$where kumquat');
  expect(hit).toMatchObject({ lineId: lines[0] });
});

test.each([
  ['q', { q: 'x'.repeat(10_000) }],
  ['q', {}],
  ['cursor', { q: 'x', cursor: 'made-up' }],
  ['limit', { q: 'x', limit: 101 }],
])('a wrong %s is refused by its field', async (field, query) => {
  const { body } = await parley.api
    .get('/api/search')
    .query(query)
    .set(...ana.bearer)
    .expect(400);
  expect(body.error).toMatchObject({ code: 'VALIDATION_FAILED', details: [{ field }] });
});

test('hits come by meeting, latest meeting first, in pages of any size and each once', async () => {
  const { id } = await meet(['first mangosteen', 'other', 'last mangosteen']);
  const made = (await copies(id, 60)).toReversed();
  const wanted = made.flatMap(({ lines }) => [lines[0], lines[2]]);
  for (const limit of [7, 20, 100]) {
    expect((await search(ben, 'mangosteen', limit)).map(({ lineId }) => lineId)).toEqual(wanted);
  }
  // The owner attended none of them.
  expect((await search(olga, 'mangosteen')).map(({ lineId }) => lineId)).toEqual(wanted);
  const { hits, nextCursor } = await request(ben, { q: 'mangosteen', limit: 1 });
  expect(hits).toMatchObject([{ lineId: wanted[0], hasMore: true }]);
  const next = await request(ben, { q: 'mangosteen', limit: 1, cursor: nextCursor ?? '' });
  expect(next.hits).toMatchObject([{ meetingId: made[1]?.id, hasMore: true }]);
});

test('of a meeting with hundreds of matching lines the first five are shown', async () => {
  const texts = Array.from({ length: 260 }, (_, index) => `persimmon ${index}`);
  const { lines } = await meet(texts);
  await meet(['one more persimmon']);
  const hits = await search(ben, 'persimmon');
  expect(hits.map(({ lineId }) => lineId).slice(1)).toEqual(lines.slice(0, 5));
  expect(hits.map(({ hasMore }) => hasMore)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    true,
  ]);
  expect(hits.at(-1)?.moreLineId).toBe(lines[5]);
});

test('a search keeps to the filters of the list', async () => {
  const { id } = await meet(['the loquat'], 'Café');
  const ask = async (filter: Record<string, string>) =>
    (await request(ben, { q: 'loquat', ...filter })).hits.map(({ meetingId }) => meetingId);
  expect(await ask({ place: 'cafe', person: 'ana' })).toEqual([id]);
  expect(await ask({ person: 'eve' })).toEqual([]);
  expect(await ask({ from: new Date(Date.now() - 60_000).toISOString() })).toEqual([id]);
  expect(await ask({ to: new Date(Date.now() - 60_000).toISOString() })).toEqual([]);
  expect(await ask({ withDecisions: 'true' })).toEqual([]);
});

test('a long line is cut around the words that match', async () => {
  const filler = 'lorem ipsum dolor sit amet '.repeat(40);
  await meet([`${filler}a lychee here ${filler}`]);
  const [hit] = await search(ben, 'lychee');
  expect(hit?.text.length).toBeLessThan(300);
  expect(hit?.text).toMatch(/^….* a lychee here .*…$/);
  expect(hit && marked(hit)).toEqual(['lychee']);
});

test('messages from before the search are indexed when the server starts', async () => {
  const { lines } = await meet(['an old rambutan', 'a second rambutan']);
  const messages = parley.connection.collection('messages');
  await messages.updateMany({ text: /rambutan/ }, { $unset: { words: 1 } });
  await messages.updateOne({ text: 'a second rambutan' }, { $set: { retractedAt: new Date() } });
  expect(await search(ben, 'rambutan')).toEqual([]);
  const again = await createTestApp({ database: parley.database });
  await expect.poll(async () => (await search(ben, 'rambutan')).length).toBe(1);
  await again.close({ keepDatabase: true });
  expect(await search(ben, 'rambutan')).toMatchObject([{ lineId: lines[0] }]);
});

const post = (reader: TestUser, path: string, body: object) =>
  parley.api
    .post(`/api${path}`)
    .set(...reader.bearer)
    .send(body);

test('a retracted line is found no more, and a mark is found by its own wording', async () => {
  const { id, lines } = await meet(['we take the feijoa', 'the cherimoya is bad']);
  await post(ben, `/meetings/${id}/marks`, {
    lineId: lines[0],
    kind: 'decision',
    text: 'Buy the Durian',
  }).expect(201);
  expect(await search(ana, 'durian')).toMatchObject([
    {
      kind: 'mark',
      markKind: 'decision',
      lineId: lines[0],
      text: 'Buy the Durian',
      speaker: { displayName: 'Ben Öztürk' },
    },
  ]);
  expect(await search(eve, 'durian')).toEqual([]);
  expect(await search(ben, 'cherimoya')).toHaveLength(1);
  await parley.api
    .delete(`/api/meetings/${id}/lines/${lines[1]}`)
    .set(...ana.bearer)
    .expect(200);
  expect(await search(ben, 'cherimoya')).toEqual([]);
  expect(await search(ana, 'cherimoya')).toEqual([]);
});

test('a private note is found by its writer alone', async () => {
  const { id } = await meet(['a line']);
  await parley.api
    .patch(`/api/meetings/${id}/note`)
    .set(...ben.bearer)
    .send({ text: 'ask about the physalis' })
    .expect(200);
  expect(await search(ben, 'physalis')).toMatchObject([{ kind: 'note', meetingId: id }]);
  expect(await search(ana, 'physalis')).toEqual([]);
  expect(await search(olga, 'physalis')).toEqual([]);
});

test('of a meeting of which only the outline is stored, the room is found and nothing else', async () => {
  const { id, code } = await meet(['the soursop'], 'Secret Board');
  const meetings = parley.connection.collection('meetings');
  const outline = { retention: 'outline', title: 'Soursop plan' };
  await meetings.updateOne({ _id: new Types.ObjectId(id) }, { $set: outline });
  expect(await search(ben, 'soursop')).toEqual([]);
  expect(await search(ben, 'secret')).toMatchObject([
    { kind: 'room', meeting: { title: 'Secret Board', roomCode: code } },
  ]);
  const people = await search(olga, 'ozturk');
  expect(people.filter(({ meetingId }) => meetingId === id)).toEqual([]);
});

test('a meeting is found by its title, and not at all once it has expired', async () => {
  const { id } = await meet(['the salak'], 'Board');
  const meetings = parley.connection.collection('meetings');
  await meetings.updateOne({ _id: new Types.ObjectId(id) }, { $set: { title: 'Guava budget' } });
  expect(await search(ben, 'guava')).toMatchObject([
    { kind: 'title', text: 'Guava budget', meeting: { title: 'Guava budget' } },
  ]);
  expect(await search(olga, 'salak')).toHaveLength(1);
  await meetings.updateOne({ _id: new Types.ObjectId(id) }, { $set: { expiresAt: new Date() } });
  for (const reader of [ana, ben, olga]) {
    expect(await search(reader, 'guava')).toEqual([]);
    expect(await search(reader, 'salak')).toEqual([]);
  }
});
