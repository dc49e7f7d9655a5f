import { Types } from 'mongoose';
import { expect } from 'vitest';
import { becomeGuest } from '../platform/testing/guests';
import { test as base } from '../platform/testing/parley-test';
import { markIn, recordOf, write } from '../platform/testing/record';
import { makeRoom } from '../platform/testing/rest';
import type { TestUser } from '../platform/testing/test-app';

/** `meet` starts a meeting of Ana and Ben in a new room of Ana. */
const test = base.extend('meet', ({ parley, ana, ben }) => async () => {
  const code = await makeRoom(parley, ana, { name: 'Board' });
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await a.join(code);
  const { self: benSelf } = await b.join(code);
  const { id } = meeting;
  const [asAna, asBen] = [recordOf(parley, ana, id), recordOf(parley, ben, id)];
  const end = async () => {
    await a.ask('meeting:leave', {});
    await b.ask('meeting:leave', {});
  };
  const listed = async (reader: TestUser) => {
    const { body } = await parley.api
      .get('/api/meetings?limit=1')
      .set(...reader.bearer)
      .expect(200);
    return body.meetings[0] as Record<string, unknown>;
  };
  return { a, b, code, id, benSelf, asAna, asBen, end, listed };
});

test('the title that the owner gives a meeting is in its record and in the lists of all readers', async ({
  meet,
  ana,
  ben,
}) => {
  const { asAna, asBen, end, listed } = await meet();
  await end();
  expect(await listed(ben)).not.toHaveProperty('title');
  const { body } = await asAna.rename('  Budget   2027 ').expect(200);
  expect(body.meeting).toMatchObject({ title: 'Budget 2027', room: { name: 'Board' } });
  for (const reader of [ana, ben])
    expect(await listed(reader)).toMatchObject({ title: 'Budget 2027' });
  expect((await asBen.read().expect(200)).body.meeting.title).toBe('Budget 2027');
  expect((await asAna.rename(null).expect(200)).body.meeting).not.toHaveProperty('title');
  expect(await listed(ben)).not.toHaveProperty('title');
});

test('a removed participant sees the title that the meeting had at the removal, and no later one', async ({
  meet,
  parley,
  ana,
  ben,
}) => {
  const { a, benSelf, asAna, asBen, listed } = await meet();
  await asAna.rename('Before').expect(200);
  await a.ask('participant:remove', { id: benSelf.id });
  await a.ask('meeting:leave', {});
  expect(await listed(ben)).toMatchObject({ title: 'Before' });
  await asAna.rename('Afterwards').expect(200);
  expect(await listed(ben)).not.toHaveProperty('title');
  expect((await asBen.read().expect(200)).body.meeting).not.toHaveProperty('title');
  const search = (reader: TestUser) =>
    parley.api
      .get('/api/search?q=Afterwards')
      .set(...reader.bearer)
      .expect(200);
  expect((await search(ben)).body.hits).toEqual([]);
  expect((await search(ana)).body.hits).toHaveLength(1);
});

test('of two titles at once the later one stays, and all readers see the same', async ({
  meet,
}) => {
  const { asAna, asBen, end } = await meet();
  await end();
  const titles = ['one', 'two', 'three', 'four'];
  await Promise.all(titles.map((title) => asAna.rename(title).expect(200)));
  const seen = (await asAna.read().expect(200)).body.meeting.title;
  expect(titles).toContain(seen);
  expect((await asBen.read().expect(200)).body.meeting.title).toBe(seen);
});

test('to everybody but its owner, a meeting has nothing to rename', async ({ meet, parley }) => {
  const { id, asAna, asBen, end } = await meet();
  const eve = await parley.register('Eve');
  await end();
  const unknown = recordOf(parley, eve, new Types.ObjectId().toString());
  const refused = await Promise.all([
    asBen.rename('mine'),
    recordOf(parley, eve, id).rename('mine'),
    unknown.rename('mine'),
  ]);
  for (const { status, body } of refused) {
    expect([status, { ...body.error, requestId: '' }]).toEqual([
      404,
      { ...refused[2]?.body.error, requestId: '' },
    ]);
  }
  expect((await asAna.read().expect(200)).body.meeting).not.toHaveProperty('title');
});

test('a title is one clean line of at most 120 characters', async ({ meet }) => {
  const { asAna, end } = await meet();
  await end();
  for (const title of ['', '   ', 'x'.repeat(121), '\u200b\u202e']) {
    const { body } = await asAna.rename(title).expect(400);
    expect(body.error.details[0].field).toBe('title');
  }
  const hostile = '=1+1 {"$ne":1} <b>x</b>';
  expect((await asAna.rename(hostile).expect(200)).body.meeting.title).toBe(hostile);
});

test('a note is private to its writer, and the last of several at once stays', async ({
  meet,
  parley,
}) => {
  const { asAna, asBen, end } = await meet();
  await end();
  await asBen.note('Ana seemed tired').expect(200);
  expect((await asBen.read().expect(200)).body.meeting.note).toBe('Ana seemed tired');
  expect((await asAna.read().expect(200)).body.meeting).not.toHaveProperty('note');
  const texts = ['one', 'two', 'three', 'four'];
  await Promise.all(texts.map((text) => asAna.note(text).expect(200)));
  expect(texts).toContain((await asAna.read().expect(200)).body.meeting.note);
  expect((await asAna.note(null).expect(200)).body).toEqual({ note: null });
  await asAna.note(null).expect(200);
  expect((await asAna.read().expect(200)).body.meeting).not.toHaveProperty('note');
  expect((await asBen.read().expect(200)).body.meeting.note).toBe('Ana seemed tired');
  const stored = await parley.connection.collection('notes').find({}).toArray();
  expect(stored).toHaveLength(1);
});

test('a note needs text of at most ten thousand characters', async ({ meet }) => {
  const { asAna, end } = await meet();
  await end();
  for (const text of ['', ' \n ', 'x'.repeat(10_001)]) {
    expect((await asAna.note(text).expect(400)).body.error.details[0].field).toBe('text');
  }
  const long = '🙂'.repeat(10_000);
  expect((await asAna.note(long).expect(200)).body.note).toBe(long);
});

test('while a meeting runs without them, readers change neither title nor note', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana);
  const b = await parley.connect(ben);
  const { meeting } = await b.join(code);
  const asAna = recordOf(parley, ana, meeting.id);
  for (const { status, body } of [await asAna.rename('x'), await asAna.note('x')]) {
    expect([status, body.error.code]).toEqual([403, 'MEETING_RUNNING']);
  }
  await b.ask('meeting:leave', {});
  await asAna.rename('x').expect(200);
  await asAna.note('x').expect(200);
});

test('guests have no notes, and a stranger gets the same NOT_FOUND for every part of a record', async ({
  meet,
  parley,
}) => {
  const { b, code, id, asAna, end } = await meet();
  const line = await write(b, 'hello');
  const mark = markIn(await asAna.mark(line, 'action').expect(201));
  const gus = await becomeGuest(parley, code, 'Gus');
  expect((await recordOf(parley, gus, id).note('x')).body.error.code).toBe('ACCOUNT_REQUIRED');
  const eve = await parley.register('Eve');
  const everyPart = async (meetingId: string) => {
    const asEve = recordOf(parley, eve, meetingId);
    const path = `/api/meetings/${meetingId}`;
    return Promise.all([
      asEve.read(),
      parley.api.get(`${path}/lines`).set(...eve.bearer),
      parley.api.get(`${path}/marks`).set(...eve.bearer),
      asEve.retract(line),
      asEve.mark(line, 'moment'),
      asEve.changeMark(mark.id, { text: 'x' }),
      asEve.removeMark(mark.id),
      asEve.rename('x'),
      asEve.note('x'),
    ]);
  };
  const [unknown] = await everyPart(new Types.ObjectId().toString());
  const expected = { ...unknown?.body.error, requestId: '' };
  for (const answers of [
    await everyPart(id),
    await end().then(() => everyPart(id)),
    await everyPart(new Types.ObjectId().toString()),
    await everyPart('not-an-id'),
  ]) {
    for (const { status, body } of answers) {
      expect([status, { ...body.error, requestId: '' }]).toEqual([404, expected]);
    }
  }
  expect(await asAna.marks()).toEqual([mark]);
});

test('summaries count the decisions and open actions that the reader may see', async ({
  meet,
  ana,
  ben,
}) => {
  const { a, b, benSelf, asAna, asBen, listed } = await meet();
  expect(await listed(ana)).not.toHaveProperty('decisionCount');
  const [one, two] = [await write(b, 'one'), await write(a, 'two')];
  await asAna.mark(one, 'decision').expect(201);
  await asBen.mark(two, 'moment').expect(201);
  const action = markIn(await asBen.mark(two, 'action').expect(201));
  await asAna.mark(one, 'action').expect(201);
  await a.ask('participant:remove', { id: benSelf.id });
  await asAna.mark(two, 'decision').expect(201);
  expect(await listed(ben)).not.toHaveProperty('decisionCount');
  await a.ask('meeting:leave', {});
  expect(await listed(ana)).toMatchObject({ decisionCount: 2, openActionCount: 2 });
  expect(await listed(ben)).toMatchObject({ decisionCount: 1, openActionCount: 2 });
  await asAna.changeMark(action.id, { isDone: true }).expect(200);
  expect(await listed(ana)).toMatchObject({ decisionCount: 2, openActionCount: 1 });
  expect((await asAna.read()).body.meeting).toMatchObject({ decisionCount: 2, openActionCount: 1 });
});
