import { Types } from 'mongoose';
import { MAX_MARKS, type Mark } from '@parley/shared/marks';
import { expect } from 'vitest';
import { becomeGuest } from '../platform/testing/guests';
import { test as base } from '../platform/testing/parley-test';
import { markIn, recordOf, write } from '../platform/testing/record';
import { makeRoom } from '../platform/testing/rest';

/** `meet` starts a meeting of Ana and Ben in a new room of Ana, with one line of Ben. */
const test = base.extend('meet', ({ parley, ana, ben }) => async () => {
  const code = await makeRoom(parley, ana, { name: 'Board' });
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting, self: anaSelf } = await a.join(code);
  const { self: benSelf } = await b.join(code);
  const { id } = meeting;
  const line = await write(b, 'we ship on Friday');
  const [asAna, asBen] = [recordOf(parley, ana, id), recordOf(parley, ben, id)];
  const end = async () => {
    await a.ask('meeting:leave', {});
    await b.ask('meeting:leave', {});
  };
  return { a, b, code, id, anaSelf, benSelf, line, asAna, asBen, end };
});

test('a mark is published to the meeting and stays in its record', async ({ meet }) => {
  const { b, id, line, anaSelf, asAna, asBen, end } = await meet();
  const mark = markIn(await asAna.mark(line, 'decision').expect(201));
  expect(mark).toEqual({
    id: expect.any(String),
    meetingId: id,
    kind: 'decision',
    lineId: line,
    at: (await asAna.lines())[0]?.at,
    text: 'we ship on Friday',
    isReworded: false,
    author: { id: anaSelf.id, displayName: 'Ana' },
    markedAt: expect.any(String),
  });
  expect(await b.next('mark:changed')).toEqual({ mark });
  await end();
  const { body } = await asBen.read().expect(200);
  expect(body.meeting.marks).toEqual([mark]);
  expect(await asBen.marks()).toEqual([mark]);
});

test('two people who mark the same line at once create one mark and get the same answer', async ({
  meet,
}) => {
  const { line, asAna, asBen } = await meet();
  const answers = await Promise.all(
    [asAna, asBen, asAna, asBen].map((reader) => reader.mark(line, 'action').expect(201)),
  );
  const marks = answers.map(markIn);
  expect(new Set(marks.map((mark) => JSON.stringify(mark))).size).toBe(1);
  expect(await asAna.marks()).toEqual([marks[0]]);
  // Another kind is another mark, and a late repetition changes nothing.
  await asBen.mark(line, 'moment').expect(201);
  const again = markIn(await asBen.mark(line, 'action', { text: 'something else' }).expect(201));
  expect(again).toEqual(marks[0]);
  expect(await asBen.marks()).toHaveLength(2);
});

test('an action has an assignee and a due date, and completing it records who and when', async ({
  meet,
}) => {
  const { a, line, benSelf, asAna, asBen, end } = await meet();
  const input = { text: 'Write the release notes', assigneeId: benSelf.id, dueOn: '2026-12-24' };
  const mark = markIn(await asAna.mark(line, 'action', input).expect(201));
  const assignee = { id: benSelf.id, displayName: 'Ben' };
  expect(mark).toMatchObject({ text: input.text, isReworded: true, assignee, dueOn: input.dueOn });
  await end();
  const done = markIn(await asBen.changeMark(mark.id, { isDone: true }).expect(200));
  expect(done.done).toEqual({ at: expect.any(String), by: 'Ben' });
  expect(markIn(await asAna.changeMark(mark.id, { isDone: true }).expect(200))).toEqual(done);
  const open = markIn(await asAna.changeMark(mark.id, { isDone: false }).expect(200));
  expect(open).not.toHaveProperty('done');
  const bare = { text: null, assigneeId: null, dueOn: null };
  const cleared = markIn(await asBen.changeMark(mark.id, bare).expect(200));
  expect(cleared).toMatchObject({ text: 'we ship on Friday', isReworded: false });
  expect(cleared).not.toHaveProperty('assignee');
  expect(cleared).not.toHaveProperty('dueOn');
  a.close();
});

test('people who change a mark at once all see the same final state', async ({ meet }) => {
  const { line, anaSelf, benSelf, asAna, asBen } = await meet();
  const { id } = markIn(await asAna.mark(line, 'action').expect(201));
  const changes = [
    { text: 'one' },
    { text: 'two' },
    { assigneeId: anaSelf.id },
    { assigneeId: benSelf.id },
    { dueOn: '2027-01-01' },
    { isDone: true },
    { isDone: true },
  ];
  await Promise.all(
    changes.map((change, index) =>
      (index % 2 === 0 ? asAna : asBen).changeMark(id, change).expect(200),
    ),
  );
  const [seen, theirs] = [await asAna.marks(), await asBen.marks()];
  expect(theirs).toEqual(seen);
  expect(seen).toMatchObject([
    {
      text: expect.stringMatching(/^(one|two)$/),
      assignee: { displayName: expect.stringMatching(/^(Ana|Ben)$/) },
      dueOn: '2027-01-01',
      done: { by: expect.stringMatching(/^(Ana|Ben)$/) },
    },
  ]);
});

test('a mark that is removed is gone for everybody, and removing it again is safe', async ({
  meet,
}) => {
  const { b, line, asAna, asBen } = await meet();
  const { id } = markIn(await asAna.mark(line, 'moment').expect(201));
  await Promise.all([asAna, asBen].map((reader) => reader.removeMark(id).expect(204)));
  expect(await b.next('mark:removed')).toEqual({ id });
  await asBen.removeMark(id).expect(204);
  expect(await asAna.marks()).toEqual([]);
  await asBen.changeMark(id, { text: 'too late' }).expect(404);
  expect(markIn(await asBen.mark(line, 'moment').expect(201)).id).not.toBe(id);
});

test('a retracted line leaves its text in no mark; a wording of its own stays', async ({
  meet,
}) => {
  const { a, b, line, asAna, asBen } = await meet();
  const reworded = markIn(await asAna.mark(line, 'decision', { text: 'Friday' }).expect(201));
  const plain = markIn(await asAna.mark(line, 'moment').expect(201));
  for (const _mark of [1, 2]) await a.next('mark:changed');
  await asBen.retract(line).expect(200);
  expect((await a.next('mark:changed')).mark).toEqual({ ...plain, text: '' });
  const byKind = (marks: Mark[]) => marks.toSorted((x, y) => x.kind.localeCompare(y.kind));
  expect(byKind(await asAna.marks())).toEqual([reworded, { ...plain, text: '' }]);
  const repeated = markIn(await asAna.mark(line, 'moment').expect(201));
  expect(repeated).toEqual({ ...plain, text: '' });
  // There is nothing left to mark.
  await asAna.mark(line, 'action').expect(404);
  b.close();
});

test('only lines of the meeting get marks, and only its participants get actions', async ({
  meet,
}) => {
  const { line, asAna } = await meet();
  const other = await meet();
  for (const wrong of [other.line, new Types.ObjectId().toString()]) {
    await asAna.mark(wrong, 'decision').expect(404);
  }
  const stranger = await asAna.mark(line, 'action', { assigneeId: other.anaSelf.id }).expect(400);
  expect(stranger.body.error.details).toEqual([
    { field: 'assigneeId', message: 'Not a participant of this meeting' },
  ]);
  for (const more of [{ dueOn: '2026-12-24' }, { assigneeId: other.anaSelf.id }]) {
    await asAna.mark(line, 'decision', more).expect(400);
  }
  const { id } = markIn(await asAna.mark(line, 'decision').expect(201));
  await asAna.changeMark(id, { isDone: true }).expect(400);
  for (const dueOn of ['2026-02-30', '24.12.2026', '', "'; drop"]) {
    await asAna.mark(line, 'action', { dueOn }).expect(400);
  }
  expect((await asAna.marks()).map(({ kind }) => kind)).toEqual(['decision']);
});

test.for([
  '{"$gt":""}',
  '$where',
  '=HYPERLINK("x")',
  '<img src=x onerror=alert(1)>',
  '](javascript:x)',
])('the wording %s of a mark is plain text', async (text, { meet }) => {
  const { line, asAna, asBen } = await meet();
  const { id } = markIn(await asAna.mark(line, 'decision', { text }).expect(201));
  expect(markIn(await asBen.changeMark(id, { text: `${text} ` }).expect(200)).text).toBe(text);
  expect((await asBen.marks())[0]?.text).toBe(text);
});

test('an object where text or an id belongs is refused by its field', async ({
  meet,
  parley,
  ana,
}) => {
  const { id, line, asAna } = await meet();
  const refused = await parley.api
    .post(`/api/meetings/${id}/marks`)
    .set(...ana.bearer)
    .send({ lineId: { $ne: null }, kind: 'action' })
    .expect(400);
  expect(refused.body.error.details[0].field).toBe('lineId');
  for (const change of [{ text: { $gt: '' } }, { text: '\u202e' }, {}, { kind: 'moment' }]) {
    const mark = markIn(await asAna.mark(line, 'action').expect(201));
    await asAna.changeMark(mark.id, change).expect(400);
  }
});

test('a guest marks inside the meeting, and not outside', async ({ meet, parley }) => {
  const { a, code, id, line, asAna } = await meet();
  const gus = await becomeGuest(parley, code, 'Gus');
  const asGus = recordOf(parley, gus, id);
  await asGus.mark(line, 'moment').expect(403);
  const g = await parley.connect(gus);
  const { self } = await g.join(code);
  const mark = markIn(await asGus.mark(line, 'action', { assigneeId: self.id }).expect(201));
  expect(mark).toMatchObject({ author: { displayName: 'Gus' }, assignee: { id: self.id } });
  expect(await asGus.marks()).toEqual([mark]);
  await asGus.changeMark(mark.id, { isDone: true }).expect(200);
  await g.ask('meeting:leave', {});
  for (const refused of [
    await asGus.changeMark(mark.id, { isDone: false }),
    await asGus.removeMark(mark.id),
    await asGus.mark(line, 'moment'),
    await parley.api.get(`/api/meetings/${id}/marks`).set(...gus.bearer),
  ]) {
    expect([refused.status, refused.body.error.code]).toEqual([403, 'NOT_A_MEMBER']);
  }
  expect(await asAna.marks()).toMatchObject([{ done: { by: 'Gus' } }]);
  a.close();
});

test('a removed participant sees the marks of before the removal and changes none', async ({
  meet,
}) => {
  const { a, line, benSelf, asAna, asBen } = await meet();
  const early = markIn(await asAna.mark(line, 'decision').expect(201));
  const changed = markIn(await asAna.mark(line, 'action').expect(201));
  await a.ask('participant:remove', { id: benSelf.id });
  expect((await asBen.mark(line, 'moment')).body.error.code).toBe('MEETING_RUNNING');
  const later = await write(a, 'without Ben');
  await asAna.mark(later, 'moment').expect(201);
  await asAna.mark(line, 'moment').expect(201);
  await asAna.changeMark(changed.id, { text: 'also without Ben' }).expect(200);
  await a.ask('meeting:leave', {});
  expect(await asBen.marks()).toEqual([early]);
  const { body } = await asBen.read().expect(200);
  expect(body.meeting.marks).toEqual([early]);
  for (const refused of [
    await asBen.mark(line, 'moment'),
    await asBen.mark(later, 'moment'),
    await asBen.changeMark(early.id, { text: 'mine' }),
    await asBen.removeMark(early.id),
  ]) {
    expect([refused.status, refused.body.error.code]).toEqual([403, 'RECORD_READ_ONLY']);
  }
  expect(await asAna.marks()).toHaveLength(4);
});

test('an account with which a record is shared reads lines and marks, and changes none', async ({
  meet,
  parley,
  ana,
}) => {
  const { id, line, asAna, end } = await meet();
  const mark = markIn(await asAna.mark(line, 'action').expect(201));
  await end();
  const eve = await parley.register('Eve');
  await parley.api
    .post(`/api/meetings/${id}/shares`)
    .set(...ana.bearer)
    .send({ kind: 'account', email: eve.user.email })
    .expect(201);
  const asEve = recordOf(parley, eve, id);
  expect(await asEve.marks()).toEqual([mark]);
  expect(await asEve.lines()).toHaveLength(1);
  for (const refused of [
    await asEve.mark(line, 'moment'),
    await asEve.changeMark(mark.id, { isDone: true }),
    await asEve.removeMark(mark.id),
    await asEve.note('mine'),
  ]) {
    expect([refused.status, refused.body.error.code]).toEqual([403, 'RECORD_READ_ONLY']);
  }
  await asEve.retract(line).expect(404);
  await asEve.rename('mine').expect(404);
  expect(await asAna.marks()).toEqual([mark]);
});

test('nothing can be marked, named or noted in an outline', async ({ parley, ana }) => {
  const code = await makeRoom(parley, ana, { retention: 'outline' });
  const a = await parley.connect(ana);
  const { meeting } = await a.join(code);
  const line = await write(a, 'off the record');
  const asAna = recordOf(parley, ana, meeting.id);
  await asAna.mark(line, 'moment').expect(201);
  await a.ask('meeting:leave', {});
  expect(await asAna.marks()).toEqual([]);
  expect(await asAna.lines()).toEqual([]);
  for (const refused of [
    await asAna.mark(line, 'decision'),
    await asAna.rename('x'),
    await asAna.note('x'),
  ]) {
    expect([refused.status, refused.body.error.code]).toEqual([403, 'RECORD_READ_ONLY']);
  }
});

test('while a meeting runs without them, readers see and change no marks', async ({
  meet,
  parley,
  ana,
}) => {
  const { a, b, code, line, asAna, asBen } = await meet();
  const { id } = markIn(await asAna.mark(line, 'decision').expect(201));
  await b.ask('meeting:leave', {});
  for (const refused of [
    await asBen.mark(line, 'moment'),
    await asBen.changeMark(id, { text: 'x' }),
    await asBen.removeMark(id),
  ]) {
    expect([refused.status, refused.body.error.code]).toEqual([403, 'MEETING_RUNNING']);
  }
  const { body } = await asBen.read().expect(200);
  expect(body.meeting).toMatchObject({ isRestricted: true, marks: [] });
  await parley.api
    .get(`/api/rooms/${code}`)
    .set(...ana.bearer)
    .expect(200);
  a.close();
});

test('an owner who was not in the meeting marks its lines after it', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana);
  const b = await parley.connect(ben);
  const { meeting, self } = await b.join(code);
  const line = await write(b, 'we need paint');
  await b.ask('meeting:leave', {});
  const asAna = recordOf(parley, ana, meeting.id);
  const mark = markIn(await asAna.mark(line, 'action', { assigneeId: self.id }).expect(201));
  expect(mark.author).toEqual({ displayName: 'Ana' });
  const done = markIn(await asAna.changeMark(mark.id, { isDone: true }).expect(200));
  expect(done.done?.by).toBe('Ana');
});

test('a meeting has at most five hundred marks, also when many come at once', async ({
  meet,
  parley,
}) => {
  const { b, id, line, asAna, end } = await meet();
  const lines = [line];
  for (let index = 0; index < 5; index += 1) lines.push(await write(b, `line ${index}`));
  const meetings = parley.connection.collection('meetings');
  await meetings.updateOne({ _id: new Types.ObjectId(id) }, { $set: { markCount: MAX_MARKS - 3 } });
  const answers = await Promise.all(lines.map((lineId) => asAna.mark(lineId, 'moment')));
  const codes = answers.map(({ status, body }) => (status === 201 ? 'ok' : body.error.code));
  expect(codes.filter((code) => code === 'ok')).toHaveLength(3);
  expect(codes.filter((code) => code === 'TOO_MANY_MARKS')).toHaveLength(3);
  const [first] = await asAna.marks();
  await asAna.removeMark(first?.id ?? '').expect(204);
  await asAna.mark(lines.at(-1) ?? '', 'decision').expect(201);
  await end();
});
