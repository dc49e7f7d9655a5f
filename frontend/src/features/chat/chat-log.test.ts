import { afterEach, expect, test, vi } from 'vitest';
import { ChatServer, createLog, disposeLogs, outgoing, texts, untilSent } from './fake-chat-server';

afterEach(disposeLogs);

test('a sent message is pending at once and becomes the stored message with its ack', async () => {
  const server = new ChatServer();
  const log = createLog(server);
  log.joined(server.ack());
  log.send('hello');
  expect(outgoing(log)).toMatchObject([{ text: 'hello', status: 'pending' }]);
  await untilSent(log);
  expect(texts(log)).toEqual(['hello']);
});

test('a lost ack leads to a retry but to no second message', async () => {
  const server = new ChatServer();
  server.trouble.push({ code: 'TIMEOUT', when: 'after' }, { code: 'NETWORK', when: 'after' });
  const log = createLog(server);
  log.joined(server.ack());
  log.send('once');
  await untilSent(log);
  expect(server.requested).toEqual(['chat:send', 'chat:send', 'chat:send']);
  expect(server.stored).toHaveLength(1);
  expect(texts(log)).toEqual(['once']);
});

test('messages wait while the database is unavailable, then arrive once each and in order', async () => {
  const server = new ChatServer();
  for (let i = 0; i < 4; i += 1) server.trouble.push({ code: 'UNAVAILABLE', when: 'before' });
  const log = createLog(server);
  log.joined(server.ack());
  log.send('one');
  log.send('two');
  log.send('three');
  expect(outgoing(log).map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
  await untilSent(log);
  expect(server.stored.map(({ text }) => text)).toEqual(['one', 'two', 'three']);
});

test('a message written without a connection is sent after the next join', async () => {
  const server = new ChatServer();
  const log = createLog(server);
  log.joined(server.ack());
  server.state.set('disconnected');
  log.send('from the tunnel');
  server.state.set('connected');
  expect(server.requested).toEqual([]);
  log.joined(server.ack());
  await untilSent(log);
  expect(texts(log)).toEqual(['from the tunnel']);
});

test('a message whose event arrives before its ack is shown once', async () => {
  const server = new ChatServer();
  server.trouble.push({ code: 'TIMEOUT', when: 'after' });
  const log = createLog(server);
  log.joined(server.ack());
  log.send('echo');
  await vi.waitUntil(() => server.stored.length === 1);
  const [message] = server.stored;
  if (message === undefined) throw new Error('nothing stored');
  server.broadcast(message);
  expect(texts(log)).toEqual(['echo']);
  expect(outgoing(log)).toEqual([]);
});

test('a permanently refused message gives a reason and does not block the next one', async () => {
  const server = new ChatServer();
  server.trouble.push({ code: 'VALIDATION_FAILED', when: 'before' });
  const log = createLog(server);
  log.joined(server.ack());
  log.send('refused');
  log.send('fine');
  await vi.waitUntil(() => server.stored.length === 1);
  await vi.waitUntil(() => outgoing(log).length === 1);
  expect(outgoing(log)).toMatchObject([{ text: 'refused', status: 'failed' }]);
  expect(texts(log)).toEqual(['fine']);

  log.retry(outgoing(log)[0]?.clientId ?? '');
  await untilSent(log);
  expect(texts(log)).toEqual(['fine', 'refused']);
});

test('a permanently refused text returns to the field, before the text that is there', async () => {
  const server = new ChatServer();
  server.trouble.push({ code: 'VALIDATION_FAILED', when: 'before' });
  const log = createLog(server);
  log.joined(server.ack());
  log.send('refused');
  await vi.waitUntil(() => outgoing(log)[0]?.status === 'failed');
  log.draft.set('written meanwhile');
  log.takeBack(outgoing(log)[0]?.clientId ?? '');
  expect(outgoing(log)).toEqual([]);
  expect(log.draft.get()).toBe('refused\nwritten meanwhile');
  expect(log.problem.get()).toBe('Something in the form is not right. Check it and try again.');
});

test.each(['TOO_MANY_ROOMS', 'PAYLOAD_TOO_LARGE', 'NOT_FOUND', 'UNKNOWN_EVENT'] as const)(
  'a message that is refused with %s is kept and not sent again by itself',
  async (code) => {
    const server = new ChatServer();
    server.trouble.push({ code, when: 'before' });
    const log = createLog(server);
    log.joined(server.ack());
    log.send('text');
    await vi.waitUntil(() => outgoing(log)[0]?.status === 'failed');
    expect(outgoing(log)).toMatchObject([{ text: 'text' }]);
  },
);

test.each(['NOT_A_MEMBER', 'RATE_LIMITED', 'INTERNAL', 'UNAVAILABLE'] as const)(
  'a message that is refused with %s waits and arrives by itself',
  async (code) => {
    const server = new ChatServer();
    server.trouble.push({ code, when: 'before' });
    const log = createLog(server);
    log.joined(server.ack());
    log.send('text');
    await untilSent(log);
    expect(texts(log)).toEqual(['text']);
  },
);

test('a text that would have to wait for more than a minute returns to the field', async () => {
  const server = new ChatServer();
  server.trouble.push({ code: 'RATE_LIMITED', when: 'before', retryAfter: 600 });
  const log = createLog(server);
  log.joined(server.ack());
  log.send('text');
  await vi.waitUntil(() => outgoing(log)[0]?.status === 'failed');
  expect(outgoing(log)[0]?.problem).toContain('10 min');
});

test('a gap in the sequence is fetched, page after page', async () => {
  const server = new ChatServer();
  server.fromAna('1');
  const log = createLog(server);
  log.joined(server.ack());
  for (const text of ['2', '3', '4', '5', '6', '7', '8']) server.fromAna(text);
  server.broadcast(server.fromAna('9'));
  await vi.waitUntil(() => texts(log).length === 9);
  expect(texts(log)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
});

test('a gap whose first fetch fails is fetched again', async () => {
  const server = new ChatServer();
  const log = createLog(server);
  log.joined(server.ack());
  server.fromAna('1');
  server.trouble.push({ code: 'RATE_LIMITED', when: 'before' });
  server.broadcast(server.fromAna('2'));
  await vi.waitUntil(() => texts(log).length === 2);
});

test('messages that arrive out of order are shown in order', () => {
  const server = new ChatServer();
  const log = createLog(server);
  log.joined(server.ack());
  const first = server.fromAna('1');
  const second = server.fromAna('2');
  server.broadcast(second);
  server.broadcast(first);
  server.broadcast(first);
  expect(texts(log)).toEqual(['1', '2']);
});

test('messages sent during a disconnect are there after the next join', async () => {
  const server = new ChatServer();
  server.fromAna('before');
  const log = createLog(server);
  log.joined(server.ack());
  server.state.set('disconnected');
  for (const text of ['2', '3', '4', '5']) server.fromAna(text);
  server.state.set('connected');
  log.joined(server.ack('m1', 2));
  await vi.waitUntil(() => texts(log).length === 5);
  expect(texts(log)).toEqual(['before', '2', '3', '4', '5']);
});

test('a late join shows the latest messages and fetches the earlier ones on request', async () => {
  const server = new ChatServer();
  for (const text of ['1', '2', '3', '4']) server.fromAna(text);
  const log = createLog(server);
  log.joined(server.ack('m1', 2));
  expect(texts(log)).toEqual(['3', '4']);
  expect(log.snapshot.get().hasEarlier).toBe(true);
  expect(server.requested).toEqual([]);
  await log.loadEarlier();
  expect(texts(log)).toEqual(['1', '2', '3', '4']);
  expect(log.snapshot.get().hasEarlier).toBe(false);
});

test('messages of other participants count as unread only while the chat is closed', async () => {
  const server = new ChatServer();
  server.fromAna('written before I joined');
  const log = createLog(server);
  log.joined(server.ack());
  expect(log.snapshot.get().unread).toBe(0);
  server.broadcast(server.fromAna('a'));
  log.send('mine');
  await untilSent(log);
  server.broadcast(server.fromAna('b'));
  expect(log.snapshot.get().unread).toBe(2);
  log.setOpen(true);
  expect(log.snapshot.get().unread).toBe(0);
  server.broadcast(server.fromAna('c'));
  expect(log.snapshot.get().unread).toBe(0);
});

test('the next meeting in the same room starts with an empty chat', () => {
  const server = new ChatServer();
  server.fromAna('yesterday');
  const log = createLog(server);
  log.joined(server.ack('m1'));
  server.stored.length = 0;
  log.joined(server.ack('m2'));
  expect(texts(log)).toEqual([]);
});

test.each(['CHAT_FULL', 'CHAT_LIMIT'] as const)(
  'a message that finds no room (%s) is not tried for hours, and says why in words',
  async (code) => {
    const server = new ChatServer();
    server.trouble.push({ code, when: 'before' });
    const log = createLog(server);
    log.joined(server.ack());
    log.send('too much');
    await vi.waitUntil(() => outgoing(log)[0]?.status === 'failed');
    expect(server.requested).toEqual(['chat:send']);
    expect(outgoing(log)[0]).toMatchObject({ text: 'too much' });
    expect(outgoing(log)[0]?.problem).toMatch(/^(The chat of this meeting|You have written) .*\.$/);
  },
);

test('joining and every ack report that the chat is almost full, until that changes', async () => {
  const server = new ChatServer();
  const log = createLog(server);
  log.joined(server.ack());
  expect(log.snapshot.get().usage).toBeNull();
  server.usage = { of: 'account', percent: 93 };
  log.send('nearly');
  await untilSent(log);
  expect(log.snapshot.get().usage).toEqual({ of: 'account', percent: 93 });
  server.usage = undefined;
  log.joined(server.ack('m2'));
  expect(log.snapshot.get().usage).toBeNull();
  server.usage = { of: 'meeting', percent: 99 };
  log.joined(server.ack('m3'));
  expect(log.snapshot.get().usage).toEqual({ of: 'meeting', percent: 99 });
});

test('a retracted message is empty in every client, and stays so', async () => {
  const server = new ChatServer();
  const before = server.fromAna('my password is swordfish');
  const log = createLog(server);
  log.joined(server.ack());
  server.broadcastRetracted(before.id);
  expect(texts(log)).toEqual(['']);
  expect(log.snapshot.get().messages[0]?.retractedAt).toBeDefined();
  // An older event or answer arrives late.
  server.broadcast(before);
  expect(texts(log)).toEqual(['']);
});

test('retracting a message empties it when the server has done so', async () => {
  const server = new ChatServer();
  const log = createLog(server);
  log.joined(server.ack());
  log.send('wrong window');
  await untilSent(log);
  const id = log.snapshot.get().messages[0]?.id ?? '';
  server.trouble.push({ code: 'NETWORK', when: 'before' });
  await expect(log.retract(id)).rejects.toMatchObject({ code: 'NETWORK' });
  expect(texts(log)).toEqual(['wrong window']);
  await log.retract(id);
  expect(texts(log)).toEqual(['']);
  expect(server.stored[0]?.text).toBe('');
});

test('an earlier message that was retracted during a disconnect is empty after the next join', async () => {
  const server = new ChatServer();
  for (let number = 1; number <= 6; number += 1) server.fromAna(`message ${number}`);
  const log = createLog(server);
  log.joined(server.ack('m1', 2));
  await log.loadEarlier();
  await vi.waitUntil(() => texts(log).length === 6 || texts(log).length === 3 + 2);
  server.state.set('disconnected');
  server.retract(server.stored[0]?.id ?? '');
  server.state.set('connected');
  log.joined(server.ack('m1', 2));
  await vi.waitUntil(() => texts(log)[0] === '');
  expect(texts(log).at(-1)).toBe('message 6');
});
