import { CHAT_PAGE, type ChatUsage, type Message } from '@parley/shared/chat';
import type { Role } from '@parley/shared/roles';
import { newId, toId } from '../platform/ids';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import { KeyedMutex } from '../platform/keyed-mutex';
import { wordsOf } from '../platform/words';
import { sizeOf, type ChatSpace } from './chat-space';
import {
  countMessagesUntil,
  findLatestMessages,
  findMessagesAfter,
  moveMessages,
  retractMessage,
  type MessageModel,
  type MessageDocument,
} from './message.model';

export interface Sender {
  /** Participant id. */
  id: string;
  displayName: string;
  nameNumber?: number | undefined;
  role?: Role | undefined;
  userId: string;
}

export interface ChatService {
  /** Loads the chat of a meeting that starts or that this node takes over. */
  open(meetingId: string): Promise<void>;
  /** Returns the latest messages of an open meeting, oldest first. */
  recent(meetingId: string): Message[];
  /** Counts the messages of an open meeting. */
  count(meetingId: string): number;
  /** Counts the messages of any meeting; reads the database if the meeting is not open here. */
  countStored(meetingId: string): Promise<number>;
  close(meetingId: string): void;
  /** Returns the usage of an open meeting's chat, or undefined while plenty of space is left. */
  usage(meetingId: string): Promise<ChatUsage | undefined>;
  /** Returns the size of an open meeting's chat in bytes. */
  bytes(meetingId: string): number;
  /** Returns the size of any meeting's chat; reads the database if the meeting is not open here. */
  storedBytes(meetingId: string): Promise<number>;
  /**
   * Stores a message and publishes it. A message with a known client id is published again, but not
   * stored again.
   * @param assertMay called when the message's turn has come: its sender may have been removed, or
   *   the chat turned off, while it waited
   * @throws {AppError} CHAT_FULL, CHAT_LIMIT or STORAGE_FULL, and what `assertMay` throws
   */
  send(
    meetingId: string,
    sender: Sender,
    input: { clientId: string; text: string },
    assertMay: () => void,
  ): Promise<{ message: Message; chatUsage?: ChatUsage }>;
  /** Resolves when the messages whose turn has come are stored or refused. */
  settled(meetingId: string): Promise<void>;
  /** Counts the messages of a meeting until a moment. */
  countUntil(meetingId: string, until: Date): Promise<number>;
  /** Returns the messages after a sequence number, oldest first. */
  after(meetingId: string, seq: number): Promise<{ messages: Message[]; hasMore: boolean }>;
  /** Returns a page of the messages, oldest first. @throws {AppError} VALIDATION_FAILED */
  list(
    meetingId: string,
    query: { cursor?: string | undefined; limit: number; until?: Date | undefined },
  ): Promise<{ messages: Message[]; nextCursor: string | null }>;
  /**
   * Deletes the text of a message. Retracting it again has no effect.
   * @returns the message; null if this sender wrote no such message
   */
  retract(meetingId: string, id: string, senderId: string): Promise<Message | null>;
  /** Gives the messages of a sender to another one, or a new name. Repeating it is safe. */
  moveMessages(
    meetingId: string,
    from: string,
    to: Pick<Sender, 'id' | 'displayName' | 'nameNumber'>,
  ): Promise<void>;
}

export interface ChatServiceOptions {
  messages: MessageModel;
  space: ChatSpace;
  publishSent: (meetingId: string, message: Message) => void;
  now: () => number;
}

/** The part of an open meeting's chat that is kept in memory. */
interface OpenLog {
  lastSeq: number;
  recent: Message[];
  bytes: number;
}

/** Creates the service that stores, publishes and lists the chat messages of meetings. */
export function createChatService(options: ChatServiceOptions): ChatService {
  const { messages, space, publishSent, now } = options;
  const logs = new Map<string, OpenLog>();
  const mutex = new KeyedMutex();

  async function read(meetingId: string): Promise<OpenLog> {
    const found = await findLatestMessages(messages, meetingId, CHAT_PAGE);
    const last = found.at(-1);
    const bytes =
      last?.totalBytes ?? found.reduce((sum, { text }) => sum + sizeOf(text, wordsOf(text)), 0);
    return { lastSeq: last?.seq ?? 0, recent: found.map(toMessage), bytes };
  }

  async function load(meetingId: string): Promise<OpenLog> {
    const log = await read(meetingId);
    logs.set(meetingId, log);
    return log;
  }

  async function store(
    meetingId: string,
    sender: Sender,
    input: { clientId: string; text: string },
  ): Promise<Message> {
    const log = logs.get(meetingId) ?? (await load(meetingId));
    const words = wordsOf(input.text);
    const size = sizeOf(input.text, words);
    const document: MessageDocument = {
      _id: newId(),
      meetingId: toId(meetingId),
      seq: log.lastSeq + 1,
      senderId: toId(sender.id),
      senderName: sender.displayName,
      senderNumber: sender.nameNumber,
      senderRole: sender.role,
      clientId: input.clientId,
      text: input.text,
      words,
      sentAt: new Date(now()),
      totalBytes: log.bytes + size,
    };
    try {
      await space.within({ meetingId, userId: sender.userId }, log.bytes, size, () =>
        messages.create(document),
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const earlier = await messages
        .findOne({ meetingId, senderId: sender.id, clientId: input.clientId })
        .lean();
      // Our copy is outdated: the response to an insert was lost, or another process wrote.
      await load(meetingId);
      return earlier === null ? store(meetingId, sender, input) : publish(meetingId, earlier);
    }
    log.lastSeq = document.seq;
    log.bytes += size;
    log.recent = [...log.recent, toMessage(document)].slice(-CHAT_PAGE);
    return publish(meetingId, document);
  }

  /** Publishes known messages too: a client may have missed one, and drops duplicates. */
  function publish(meetingId: string, document: MessageDocument): Message {
    const message = toMessage(document);
    publishSent(meetingId, message);
    return message;
  }

  return {
    // Not while a message is retracted: what was read before would put its text back.
    open: (meetingId) => mutex.run(meetingId, async () => void (await load(meetingId))),
    recent: (meetingId) => logs.get(meetingId)?.recent ?? [],
    count: (meetingId) => logs.get(meetingId)?.lastSeq ?? 0,
    countStored: async (meetingId) =>
      logs.get(meetingId)?.lastSeq ??
      (await findLatestMessages(messages, meetingId, 1)).at(-1)?.seq ??
      0,
    bytes: (meetingId) => logs.get(meetingId)?.bytes ?? 0,
    storedBytes: async (meetingId) => (logs.get(meetingId) ?? (await read(meetingId))).bytes,
    usage: (meetingId) => space.usageOfMeeting(meetingId, logs.get(meetingId)?.bytes ?? 0),
    close: (meetingId) => void logs.delete(meetingId),

    send: (meetingId, sender, input, assertMay) =>
      // One at a time, so that sequence numbers have no gaps and are published in order.
      mutex.run(meetingId, async () => {
        assertMay();
        const known = logs
          .get(meetingId)
          ?.recent.find((m) => m.clientId === input.clientId && m.sender.id === sender.id);
        const message = known ?? (await store(meetingId, sender, input));
        const whose = { meetingId, userId: sender.userId };
        const chatUsage = await space.usage(whose, logs.get(meetingId)?.bytes ?? 0);
        return { message, ...(chatUsage && { chatUsage }) };
      }),

    retract: (meetingId, id, senderId) =>
      mutex.run(meetingId, async () => {
        const own = { _id: id, meetingId, senderId };
        const retracted = await retractMessage(messages, own, new Date(now()));
        if (retracted === null) return null;
        const message = toMessage(retracted);
        const log = logs.get(meetingId);
        if (log !== undefined) log.recent = log.recent.map((m) => (m.id === id ? message : m));
        return message;
      }),

    settled: (meetingId) => mutex.run(meetingId, async () => undefined),

    countUntil: (meetingId, until) => countMessagesUntil(messages, meetingId, until),

    async after(meetingId, seq) {
      const found = await findMessagesAfter(messages, meetingId, seq, CHAT_PAGE + 1);
      return {
        messages: found.slice(0, CHAT_PAGE).map(toMessage),
        hasMore: found.length > CHAT_PAGE,
      };
    },

    moveMessages: (meetingId, from, to) => moveMessages(messages, meetingId, from, to),

    async list(meetingId, { cursor, limit, until }) {
      const after = cursor === undefined ? 0 : seqOf(cursor);
      const next = await findMessagesAfter(messages, meetingId, after, limit + 1);
      const found = until === undefined ? next : next.filter(({ sentAt }) => sentAt <= until);
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      return {
        messages: shown.map(toMessage),
        nextCursor: found.length > limit && last !== undefined ? last.seq.toString(36) : null,
      };
    },
  };
}

/** @throws {AppError} VALIDATION_FAILED; starting at the beginning would make a client loop */
function seqOf(cursor: string): number {
  if (/^[0-9a-z]{1,8}$/.test(cursor)) return Number.parseInt(cursor, 36);
  throw new AppError('VALIDATION_FAILED', {
    details: [{ field: 'cursor', message: 'Not a cursor of this list' }],
  });
}

/** A stored message as clients see it. */
export function toMessage(document: MessageDocument): Message {
  return {
    id: document._id.toString(),
    seq: document.seq,
    clientId: document.clientId,
    sender: {
      id: document.senderId.toString(),
      displayName: document.senderName,
      ...(document.senderNumber != null && { nameNumber: document.senderNumber }),
      ...(document.senderRole != null && { role: document.senderRole }),
    },
    text: document.text,
    sentAt: document.sentAt.toISOString(),
    ...(document.retractedAt != null && { retractedAt: document.retractedAt.toISOString() }),
  };
}
