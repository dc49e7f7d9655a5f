import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { becomeGuest } from '../platform/testing/guests';
import { test as base } from '../platform/testing/parley-test';
import { recordOf, write } from '../platform/testing/record';
import { makeRoom } from '../platform/testing/rest';

/** `meet` starts a meeting of Ana and Ben in a new room of Ana. */
const test = base.extend('meet', ({ parley, ana, ben }) => async () => {
  const code = await makeRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting, self: anaSelf } = await a.join(code);
  const { self: benSelf } = await b.join(code);
  const { id } = meeting;
  const [asAna, asBen] = [recordOf(parley, ana, id), recordOf(parley, ben, id)];
  const end = async () => {
    await a.ask('meeting:leave', {});
    await b.ask('meeting:leave', {});
  };
  return { a, b, code, id, anaSelf, benSelf, asAna, asBen, end };
});

test('the conversation is listed in pages, oldest line first and each once', async ({ meet }) => {
  const { a, b, anaSelf, asAna, end } = await meet();
  const written: string[] = [];
  for (let index = 0; index < 25; index += 1) {
    written.push(await write(index % 2 === 0 ? a : b, `line ${index}`));
  }
  await end();
  const first = await asAna.page('limit=10');
  const second = await asAna.page(`limit=10&cursor=${first.nextCursor}`);
  const third = await asAna.page(`limit=10&cursor=${second.nextCursor}`);
  expect(third.nextCursor).toBeNull();
  const all = [first, second, third].flatMap(({ lines }) => lines);
  expect(all.map(({ id }) => id)).toEqual(written);
  expect(all[0]).toEqual({
    id: written[0],
    source: 'message',
    at: expect.any(String),
    speaker: { id: anaSelf.id, displayName: 'Ana', role: 'owner' },
    text: 'line 0',
  });
});

test('a speaker retracts a line: its text is gone for everybody, at once and later', async ({
  meet,
  parley,
  ana,
}) => {
  const { a, b, code, id, asAna, asBen, end } = await meet();
  const secret = `secret ${randomUUID()}`;
  await write(a, 'before');
  const lineId = await write(b, secret);
  const { body } = await asBen.retract(lineId).expect(200);
  expect(body.line).toMatchObject({ id: lineId, text: '', retractedAt: expect.any(String) });
  expect(await a.next('line:retracted')).toEqual({
    id: lineId,
    retractedAt: body.line.retractedAt,
  });

  const cem = await parley.connect(await parley.register('Cem'));
  const { messages } = await cem.join(code);
  expect(messages.at(-1)).toMatchObject({
    id: lineId,
    text: '',
    retractedAt: body.line.retractedAt,
  });
  const synced = await a.ask('chat:sync', { afterSeq: 1 });
  expect(synced.messages).toMatchObject([
    { id: lineId, text: '', retractedAt: expect.any(String) },
  ]);
  await cem.ask('meeting:leave', {});
  await end();
  const chat = await parley.api.get(`/api/meetings/${id}/messages`).set(...ana.bearer);
  expect(chat.body.messages[1]).toMatchObject({ id: lineId, text: '' });
  expect((await asAna.lines())[1]).toEqual(body.line);
  const stored = await parley.connection.collection('messages').find({}).toArray();
  expect(stored.filter((one) => one['text'] === '').map((one) => 'words' in one)).toEqual([false]);
  expect(JSON.stringify(stored)).not.toContain(secret);
});

test('retracting a line twice, one after the other or at once, has one result', async ({
  meet,
}) => {
  const { b, asBen, end } = await meet();
  const [one, other] = [await write(b, 'one'), await write(b, 'other')];
  const atOnce = await Promise.all([1, 2, 3].map(() => asBen.retract(one).expect(200)));
  await end();
  const inTurn = [await asBen.retract(other).expect(200), await asBen.retract(other).expect(200)];
  for (const answers of [atOnce, inTurn]) {
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  }
  expect(await asBen.lines()).toEqual([atOnce[0]?.body.line, inTurn[0]?.body.line]);
});

test('a message that is sent again after its retraction stays retracted', async ({ meet }) => {
  const { b, asBen } = await meet();
  const clientId = randomUUID();
  const { message } = await b.ask('chat:send', { clientId, text: 'oops' });
  await asBen.retract(message.id).expect(200);
  const again = await b.ask('chat:send', { clientId, text: 'oops' });
  expect(again.message).toMatchObject({ id: message.id, text: '', seq: message.seq });
});

test("nobody retracts somebody else's line, or a line of another meeting", async ({
  meet,
  parley,
  ben,
}) => {
  const { a, b, asBen, asAna, end } = await meet();
  const [hers, his] = [await write(a, "Ana's"), await write(b, "Ben's")];
  await asBen.retract(hers).expect(404);
  await asAna.retract(his).expect(404);
  await end();
  const other = await meet();
  await recordOf(parley, ben, other.id).retract(his).expect(404);
  expect((await asAna.lines()).map(({ text }) => text)).toEqual(["Ana's", "Ben's"]);
});

test('a removed participant reads and retracts lines up to the removal only', async ({ meet }) => {
  const { a, b, benSelf, asBen } = await meet();
  const own = await write(b, 'mine');
  await a.ask('participant:remove', { id: benSelf.id });
  await asBen.retract(own).expect(403);
  const later = await write(a, 'he is gone');
  await a.ask('meeting:leave', {});
  expect((await asBen.lines()).map(({ id }) => id)).toEqual([own]);
  await asBen.retract(own).expect(200);
  await asBen.retract(later).expect(404);
});

test('a guest retracts a line inside the meeting, and not after it', async ({ meet, parley }) => {
  const { a, code, id, asAna } = await meet();
  const gus = await becomeGuest(parley, code, 'Gus');
  const g = await parley.connect(gus);
  await g.join(code);
  const [first, second] = [await write(g, 'first'), await write(g, 'second')];
  const asGus = recordOf(parley, gus, id);
  await asGus.retract(first).expect(200);
  await parley.api
    .get(`/api/meetings/${id}/lines`)
    .set(...gus.bearer)
    .expect(403);
  await g.ask('meeting:leave', {});
  await asGus.retract(second).expect(403);
  expect((await asAna.lines()).map(({ text }) => text)).toEqual(['', 'second']);
  await a.ask('meeting:leave', {});
});

test('an owner who was not in the meeting reads its lines and can retract none', async ({
  parley,
  ana,
  ben,
}) => {
  const code = await makeRoom(parley, ana);
  const b = await parley.connect(ben);
  const { meeting } = await b.join(code);
  const lineId = await write(b, 'hello');
  const asAna = recordOf(parley, ana, meeting.id);
  const running = await asAna.retract(lineId).expect(403);
  expect(running.body.error.code).toBe('MEETING_RUNNING');
  await b.ask('meeting:leave', {});
  expect(await asAna.lines()).toHaveLength(1);
  await asAna.retract(lineId).expect(404);
});
