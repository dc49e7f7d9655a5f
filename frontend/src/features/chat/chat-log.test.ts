import type { Message } from '@parley/shared/chat';
import type { JoinAck } from '@parley/shared/meetings';
import { afterEach, expect, test, vi } from 'vitest';
import type { ChannelState, SignalingChannel } from '../../call/signaling-channel';
import { createValue } from '../../call/value';
import { ApiClientError, type ClientErrorCode } from '../../lib/api-client-error';
import { ChatLog } from './chat-log';

const ME = 'a'.repeat(24);
const ANA = 'b'.repeat(24);

/** The chat of a server, reached over a line that can fail in the ways that lines fail. */
class ChatServer implements SignalingChannel {
  readonly stored: Message[] = [];
  readonly state = createValue<ChannelState>('connected');
  readonly asked: string[] = [];
  /** What happens to the next commands, in turn: not stored, or stored and the answer lost. */
  readonly trouble: { code: ClientErrorCode; when: 'before' | 'after' }[] = [];
  tellFact: (fact: { message: Message }) => void = () => {};
  readonly reconnect = (): void => {};

  on: SignalingChannel['on'] = (fact, listener) => {
    if (fact === 'chat:sent') this.tellFact = listener as typeof this.tellFact;
    return () => {};
  };

  request: SignalingChannel['request'] = async (command, payload) => {
    this.asked.push(command);
    const trouble = this.trouble.shift();
    if (trouble?.when === 'before') throw failure(trouble.code);
    const answer =
      command === 'chat:send'
        ? { message: this.store(ME, payload as { clientId: string; text: string }) }
        : this.page((payload as { afterSeq: number }).afterSeq);
    if (trouble?.when === 'after') throw failure(trouble.code);
    return answer as never;
  };

  store(senderId: string, { clientId, text }: { clientId: string; text: string }): Message {
    const known = this.stored.find(
      (message) => message.clientId === clientId && message.sender.id === senderId,
    );
    if (known !== undefined) return known;
    const seq = this.stored.length + 1;
    const message: Message = {
      id: String(seq).padStart(24, '0'),
      seq,
      clientId,
      sender: { id: senderId, displayName: senderId === ME ? 'Me' : 'Ana' },
      text,
      sentAt: new Date(seq * 1000).toISOString(),
    };
    this.stored.push(message);
    return message;
  }

  fromAna(text: string): Message {
    return this.store(ANA, { clientId: `ana-${text}`.padEnd(16, '-'), text });
  }

  tell(message: Message): void {
    this.tellFact({ message });
  }

  page(afterSeq: number, size = 3) {
    const rest = this.stored.filter((message) => message.seq > afterSeq);
    return { messages: rest.slice(0, size), hasMore: rest.length > size };
  }

  ack(meetingId = 'm1', latest = 100): JoinAck {
    const self = { id: ME } as JoinAck['self'];
    const meeting = { id: meetingId } as JoinAck['meeting'];
    const messages = this.stored.slice(-latest);
    return { meeting, self, participants: [], iceServers: [], messages };
  }
}

const failure = (code: ClientErrorCode) => new ApiClientError({ code, message: code });

const logs: ChatLog[] = [];
afterEach(() => {
  for (const log of logs.splice(0)) log.dispose();
});

function createLog(server: ChatServer): ChatLog {
  const log = new ChatLog({ channel: server, retryDelay: () => 1 });
  logs.push(log);
  return log;
}

const texts = (log: ChatLog) => log.snapshot.get().messages.map(({ text }) => text);
const outgoing = (log: ChatLog) => log.snapshot.get().outgoing;
const untilSent = (log: ChatLog) => vi.waitUntil(() => outgoing(log).length === 0);

test('a message is shown as pending at once and becomes the stored one', async () => {
  const server = new ChatServer();
  const log = createLog(server);
  log.joined(server.ack());
  log.send('hello');
  expect(outgoing(log)).toMatchObject([{ text: 'hello', status: 'pending' }]);
  await untilSent(log);
  expect(texts(log)).toEqual(['hello']);
});

test('an answer that was lost leads to a second try and to no second message', async () => {
  const server = new ChatServer();
  server.trouble.push({ code: 'TIMEOUT', when: 'after' }, { code: 'NETWORK', when: 'after' });
  const log = createLog(server);
  log.joined(server.ack());
  log.send('once');
  await untilSent(log);
  expect(server.asked).toEqual(['chat:send', 'chat:send', 'chat:send']);
  expect(server.stored).toHaveLength(1);
  expect(texts(log)).toEqual(['once']);
});

test('while the database is gone messages wait, then arrive once each and in order', async () => {
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

test('what is written without a connection is sent after the next join', async () => {
  const server = new ChatServer();
  const log = createLog(server);
  log.joined(server.ack());
  server.state.set('disconnected');
  log.send('from the tunnel');
  server.state.set('connected');
  expect(server.asked).toEqual([]);
  log.joined(server.ack());
  await untilSent(log);
  expect(texts(log)).toEqual(['from the tunnel']);
});

test('a message that the others got before the answer came is not shown twice', async () => {
  const server = new ChatServer();
  server.trouble.push({ code: 'TIMEOUT', when: 'after' });
  const log = createLog(server);
  log.joined(server.ack());
  log.send('echo');
  await vi.waitUntil(() => server.stored.length === 1);
  const [message] = server.stored;
  if (message === undefined) throw new Error('nothing stored');
  server.tell(message);
  expect(texts(log)).toEqual(['echo']);
  expect(outgoing(log)).toEqual([]);
});

test('a message that is refused for good says why and lets the next one pass', async () => {
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

test('a hole in the sequence is fetched, page after page', async () => {
  const server = new ChatServer();
  server.fromAna('1');
  const log = createLog(server);
  log.joined(server.ack());
  for (const text of ['2', '3', '4', '5', '6', '7', '8']) server.fromAna(text);
  server.tell(server.fromAna('9'));
  await vi.waitUntil(() => texts(log).length === 9);
  expect(texts(log)).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
});

test('a hole whose first fetch fails is fetched again', async () => {
  const server = new ChatServer();
  const log = createLog(server);
  log.joined(server.ack());
  server.fromAna('1');
  server.trouble.push({ code: 'RATE_LIMITED', when: 'before' });
  server.tell(server.fromAna('2'));
  await vi.waitUntil(() => texts(log).length === 2);
});

test('messages that arrive out of order are shown in order', () => {
  const server = new ChatServer();
  const log = createLog(server);
  log.joined(server.ack());
  const first = server.fromAna('1');
  const second = server.fromAna('2');
  server.tell(second);
  server.tell(first);
  server.tell(first);
  expect(texts(log)).toEqual(['1', '2']);
});

test('what was said while the socket was away is there after the next join', async () => {
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

test('a long meeting that was joined late shows the latest and fetches the rest when asked', async () => {
  const server = new ChatServer();
  for (const text of ['1', '2', '3', '4']) server.fromAna(text);
  const log = createLog(server);
  log.joined(server.ack('m1', 2));
  expect(texts(log)).toEqual(['3', '4']);
  expect(log.snapshot.get().hasEarlier).toBe(true);
  expect(server.asked).toEqual([]);
  await log.loadEarlier();
  expect(texts(log)).toEqual(['1', '2', '3', '4']);
  expect(log.snapshot.get().hasEarlier).toBe(false);
});

test('messages of others are counted as unread only while the chat is closed', async () => {
  const server = new ChatServer();
  server.fromAna('said before I came');
  const log = createLog(server);
  log.joined(server.ack());
  expect(log.snapshot.get().unread).toBe(0);
  server.tell(server.fromAna('a'));
  log.send('mine');
  await untilSent(log);
  server.tell(server.fromAna('b'));
  expect(log.snapshot.get().unread).toBe(2);
  log.setOpen(true);
  expect(log.snapshot.get().unread).toBe(0);
  server.tell(server.fromAna('c'));
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
