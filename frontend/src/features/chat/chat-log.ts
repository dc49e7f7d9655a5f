import { CHAT_PAGE, type ChatUsage, type Message } from '@parley/shared/chat';
import type { JoinAck } from '@parley/shared/meetings';
import type { SignalingChannel } from '../../call/signaling-channel';
import { createLog } from '../../core/log';
import { createValue, type ReadonlyValue } from '../../core/value';
import { reconnectDelay } from '../../core/backoff';
import { ChatOutbox } from './chat-outbox';
import type { OutgoingMessage, UnsentStore } from './unsent-store';

const log = createLog('chat');

export interface ChatSnapshot {
  /** The messages of the server, ordered by sequence number. */
  readonly messages: readonly Message[];
  /** The user's messages without an ack, oldest first. */
  readonly outgoing: readonly OutgoingMessage[];
  /** The number of messages from other participants since the chat was last open. */
  readonly unread: number;
  /** Whether the server has messages before the first one. */
  readonly hasEarlier: boolean;
  /** The participant id of the user; null before the first join. */
  readonly selfId: string | null;
  /** The used share of a chat quota; null while it is small. */
  readonly usage: ChatUsage | null;
}

export interface ChatLogOptions {
  readonly channel: SignalingChannel;
  /** Asks the server to delete the text of a line. @throws {ApiClientError} */
  retractLine(meetingId: string, lineId: string): Promise<{ readonly retractedAt: string }>;
  /** Milliseconds before attempt 1, 2, 3, … */
  readonly retryDelay?: (attempt: number) => number;
}

const EMPTY: ChatSnapshot = {
  messages: [],
  outgoing: [],
  unread: 0,
  hasEarlier: false,
  selfId: null,
  usage: null,
};

/**
 * The chat of a room, across reconnects and meetings. A message is sent until it has an ack and takes
 * effect once, by its client id. Gaps in the sequence numbers are fetched (docs/faults.md, R02).
 */
export class ChatLog {
  readonly #options: ChatLogOptions;
  /** The text in the field; it survives closing the chat. */
  readonly draft = createValue('');
  /** Why the text in the field was not sent; null if it was not refused. */
  readonly problem = createValue<string | null>(null);
  readonly #snapshot = createValue(EMPTY);
  readonly #outbox: ChatOutbox;
  /** Client ids of refused messages in the field. The outbox keeps them for a reload until it is empty. */
  readonly #takenBack = new Set<string>();
  readonly #stops: (() => void)[];
  readonly #bySeq = new Map<number, Message>();
  #meetingId: string | null = null;
  /** Every message up to this sequence number is known or earlier than the first shown one. */
  #knownTo = 0;
  #readTo = 0;
  #isOpen = false;
  #isSyncing = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ChatLogOptions) {
    this.#options = options;
    const { channel, retryDelay } = options;
    this.#outbox = new ChatOutbox({
      retryDelay,
      deliver: async ({ clientId, text }) => {
        const { message, chatUsage } = await channel.request('chat:send', { clientId, text });
        this.#merge([message]);
        this.#setUsage(chatUsage);
      },
    });
    this.#stops = [
      channel.on('chat:sent', ({ message }) => this.#merge([message])),
      channel.on('line:retracted', ({ id, retractedAt }) => this.#emptyLine(id, retractedAt)),
      channel.state.subscribe(() => this.#channelChanged()),
      this.#outbox.messages.subscribe(() => this.#showOutgoing()),
      this.draft.subscribe(() => this.#forgetTakenBack()),
    ];
    this.#showOutgoing();
  }

  get snapshot(): ReadonlyValue<ChatSnapshot> {
    return this.#snapshot;
  }

  /** Stores unsent messages in `store` from now on. Call it once the user is known. */
  keepUnsent(store: UnsentStore): void {
    this.#outbox.keepIn(store);
  }

  /** Shows a message at once and sends it until the server has it. */
  send(text: string): void {
    this.#outbox.add(text);
  }

  /** Sends a refused message again. */
  retry(clientId: string): void {
    this.#outbox.retry(clientId);
  }

  /** Puts a refused message back into the field, before the text that is there. */
  takeBack(clientId: string): void {
    const refused = this.#outbox.messages.get().find((message) => message.clientId === clientId);
    if (refused === undefined) return;
    this.#takenBack.add(clientId);
    this.draft.update((draft) => [refused.text, draft].filter(Boolean).join('\n'));
    this.problem.set(refused.problem ?? null);
    this.#showOutgoing();
  }

  /** Deletes a refused message. */
  discard(clientId: string): void {
    this.#outbox.remove(clientId);
  }

  /** Sets whether the chat is open. Messages count as unread only while it is closed. */
  setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#publish();
  }

  /** Takes the messages of a join ack and sends the waiting ones. */
  joined({ meeting, messages, self, chatUsage }: JoinAck): void {
    const isAnother = meeting.id !== this.#meetingId;
    if (isAnother) this.#startMeeting(meeting.id, messages);
    this.#snapshot.update((now) => ({ ...now, selfId: self.id }));
    this.#setUsage(chatUsage);
    this.#merge(messages);
    if (isAnother) this.#readTo = messages.at(-1)?.seq ?? 0;
    else void this.#refreshEarlier(messages[0]?.seq ?? 1);
    this.#publish();
    this.#outbox.setReady(true);
  }

  /** The user has left or the socket closed: unsent messages wait. */
  left(): void {
    this.#outbox.setReady(false);
    clearTimeout(this.#timer);
  }

  /** Fetches the page of messages before the first one. @throws {ApiClientError} */
  async loadEarlier(): Promise<void> {
    const first = this.#snapshot.get().messages[0]?.seq ?? 1;
    const afterSeq = Math.max(0, first - 1 - CHAT_PAGE);
    const { messages } = await this.#options.channel.request('chat:sync', { afterSeq });
    this.#merge(messages);
  }

  /** Retracts one of the user's messages for everybody. @throws {ApiClientError} */
  async retract(id: string): Promise<void> {
    if (this.#meetingId === null) return;
    const { retractedAt } = await this.#options.retractLine(this.#meetingId, id);
    this.#emptyLine(id, retractedAt);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#outbox.dispose();
    for (const stop of this.#stops) stop();
  }

  #showOutgoing(): void {
    const all = this.#outbox.messages.get();
    const outgoing = all.filter(({ clientId }) => !this.#takenBack.has(clientId));
    this.#snapshot.update((now) => ({ ...now, outgoing }));
  }

  #forgetTakenBack(): void {
    if (this.draft.get() !== '') return;
    const ids = [...this.#takenBack];
    this.#takenBack.clear();
    for (const clientId of ids) this.discard(clientId);
  }

  #setUsage(usage: ChatUsage | undefined): void {
    this.#snapshot.update((now) => ({ ...now, usage: usage ?? null }));
  }

  #startMeeting(id: string, messages: readonly Message[]): void {
    this.#meetingId = id;
    this.#bySeq.clear();
    this.#knownTo = (messages[0]?.seq ?? 1) - 1;
    this.#readTo = 0;
  }

  #channelChanged(): void {
    // Ready again only after the next join ack: before it, the socket has no seat.
    if (this.#options.channel.state.get() !== 'connected') this.left();
  }

  #merge(messages: readonly Message[]): void {
    if (this.#meetingId === null) return;
    for (const message of messages) {
      // An answer of the server may be older than the event that a message is retracted.
      const known = this.#bySeq.get(message.seq);
      const isStale = known?.id === message.id && known.retractedAt !== undefined;
      if (!isStale) this.#bySeq.set(message.seq, message);
      this.#outbox.remove(message.clientId);
    }
    while (this.#bySeq.has(this.#knownTo + 1)) this.#knownTo += 1;
    this.#publish();
    if (this.#hasGap()) void this.#fillGaps();
  }

  #emptyLine(id: string, retractedAt: string): void {
    for (const message of this.#bySeq.values()) {
      if (message.id !== id || message.retractedAt !== undefined) continue;
      this.#bySeq.set(message.seq, { ...message, text: '', retractedAt });
      this.#publish();
    }
  }

  /** Messages before those of a join ack may have been retracted during the disconnect. */
  async #refreshEarlier(end: number): Promise<void> {
    let afterSeq = (this.#snapshot.get().messages[0]?.seq ?? 1) - 1;
    try {
      while (afterSeq < end - 1) {
        const { messages } = await this.#options.channel.request('chat:sync', { afterSeq });
        this.#merge(messages);
        afterSeq = messages.at(-1)?.seq ?? end;
      }
    } catch (error) {
      // The next join asks again.
      log.warn('earlier messages were not asked for again', { error });
    }
  }

  #hasGap(): boolean {
    return (this.#snapshot.get().messages.at(-1)?.seq ?? 0) > this.#knownTo;
  }

  #firstAfter(seq: number): Message | undefined {
    return this.#snapshot.get().messages.find((message) => message.seq > seq);
  }

  async #fillGaps(): Promise<void> {
    if (this.#isSyncing) return;
    this.#isSyncing = true;
    clearTimeout(this.#timer);
    try {
      const afterSeq = this.#knownTo;
      const { messages } = await this.#options.channel.request('chat:sync', { afterSeq });
      this.#attempt = 0;
      this.#isSyncing = false;
      // The server lacks a number between: skip it.
      const next = messages[0] ?? this.#firstAfter(afterSeq);
      if (next !== undefined) this.#knownTo = Math.max(this.#knownTo, next.seq - 1);
      this.#merge(messages);
    } catch (error) {
      this.#isSyncing = false;
      this.#attempt += 1;
      log.warn('fetching missing messages failed', { attempt: this.#attempt, error });
      const delay = (this.#options.retryDelay ?? reconnectDelay)(this.#attempt);
      // While disconnected, wait for the next join ack, which reveals the gap again.
      if (this.#options.channel.state.get() === 'connected') {
        this.#timer = setTimeout(() => void this.#fillGaps(), delay);
      }
    }
  }

  #publish(): void {
    const messages = [...this.#bySeq.values()].sort((a, b) => a.seq - b.seq);
    const { selfId } = this.#snapshot.get();
    if (this.#isOpen) this.#readTo = messages.at(-1)?.seq ?? this.#readTo;
    const unread = messages.filter(
      ({ seq, sender }) => seq > this.#readTo && sender.id !== selfId,
    ).length;
    const hasEarlier = (messages[0]?.seq ?? 1) > 1;
    this.#snapshot.update((now) => ({ ...now, messages, unread, hasEarlier }));
  }
}
