import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { test as base } from '../platform/testing/parley-test';
import { makeRoom } from '../platform/testing/rest';
import type { TestSocket } from '../platform/testing/test-app';

/** `meet` starts a meeting of Ana and Ben in a new room. */
const test = base.extend('meet', ({ parley, ana, ben }) => async () => {
  const code = await makeRoom(parley, ana);
  const [a, b] = [await parley.connect(ana), await parley.connect(ben)];
  const { meeting } = await a.join(code);
  await b.join(code);
  return { a, b, code, id: meeting.id };
});

const say = (socket: TestSocket, text: string, clientId: string = randomUUID()) =>
  socket.ask('chat:send', { clientId, text });

test('a message that is sent again is stored once and gets the same ack', async ({
  meet,
  parley,
  ana,
}) => {
  const { a, id } = await meet();
  const clientId = randomUUID();
  const answers = await Promise.all([say(a, 'once', clientId), say(a, 'once', clientId)]);
  answers.push(await say(a, 'once', clientId));
  expect(new Set(answers.map(({ message }) => message.id)).size).toBe(1);
  const { body } = await parley.api.get(`/api/meetings/${id}/messages`).set(...ana.bearer);
  expect(body.messages).toHaveLength(1);
});

test('the same client id from another participant is another message', async ({ meet }) => {
  const { a, b } = await meet();
  const clientId = randomUUID();
  const [mine, theirs] = await Promise.all([say(a, 'mine', clientId), say(b, 'theirs', clientId)]);
  expect(new Set([mine.message.seq, theirs.message.seq])).toEqual(new Set([1, 2]));
});

test('fifty parallel messages of two participants are numbered without gaps and published in order', async ({
  meet,
}) => {
  const { a, b } = await meet();
  const sent = await Promise.all(
    Array.from({ length: 50 }, (_, index) => say(index % 2 === 0 ? a : b, `message ${index}`)),
  );
  const numbers = Array.from({ length: 50 }, (_, index) => index + 1);
  expect(sent.map(({ message }) => message.seq).toSorted((x, y) => x - y)).toEqual(numbers);
  const received: number[] = [];
  for (const _number of numbers) received.push((await b.next('chat:sent')).message.seq);
  expect(received).toEqual(numbers);
});

test('missed messages are fetched in pages, and the ack of a late join has the latest ones', async ({
  meet,
  parley,
  ben,
}) => {
  const { a, code, id } = await meet();
  for (let index = 1; index <= 105; index += 1) await say(a, `message ${index}`);
  const first = await a.ask('chat:sync', { afterSeq: 2 });
  expect([first.messages.length, first.messages[0]?.seq, first.hasMore]).toEqual([100, 3, true]);
  const rest = await a.ask('chat:sync', { afterSeq: first.messages.at(-1)?.seq ?? 0 });
  expect([rest.messages.map(({ seq }) => seq), rest.hasMore]).toEqual([[103, 104, 105], false]);

  const late = await parley.connect(await parley.register('Late'));
  const { messages } = await late.join(code);
  expect([messages.length, messages[0]?.seq, messages.at(-1)?.seq]).toEqual([100, 6, 105]);

  const seen: number[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body } = await parley.api
      .get(`/api/meetings/${id}/messages?limit=50${query}`)
      .set(...ben.bearer)
      .expect(200);
    seen.push(...(body.messages as { seq: number }[]).map(({ seq }) => seq));
    cursor = body.nextCursor as string | null;
  }
  expect(seen).toEqual(Array.from({ length: 105 }, (_, index) => index + 1));
});

test('an invented cursor of messages is refused', async ({ meet, parley, ana }) => {
  const { id } = await meet();
  const { body } = await parley.api
    .get(`/api/meetings/${id}/messages?cursor=--__--`)
    .set(...ana.bearer)
    .expect(400);
  expect(body.error.details[0].field).toBe('cursor');
});

test('HTML and query operators in a message are stored as text', async ({ meet }) => {
  const { a, b } = await meet();
  const text = '<script>alert(1)</script> {"$ne":null} __proto__ https://example.org/?a=1&b=2';
  await say(a, text);
  expect((await b.next('chat:sent')).message.text).toBe(text);
});
