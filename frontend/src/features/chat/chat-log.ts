import { CHAT_PAGE, type ChatUsage, type Message } from '@parley/shared/chat';
import type { JoinAck } from '@parley/shared/meetings';
import type { SignalingChannel } from '../../call/signaling-channel';
import { createValue, type ReadonlyValue } from '../../core/value';
import { reconnectDelay } from '../../lib/reconnect-delay';
import { ChatOutbox, type OutgoingMessage } from './chat-outbox';
import type { UnsentStore } from './unsent-store';

export interface ChatSnapshot {
  /** What the server has, by sequence number. */
  readonly messages: readonly Message[];
  /** Written here and not acknowledged yet, oldest first. */
  readonly outgoing: readonly OutgoingMessage[];
  /** From others, since the chat was last looked at. */
  readonly unread: number;
  /** Whether there is more before the first message. */
  readonly hasEarlier: boolean;
  /** One's own participant id; null before the first join. */
  readonly selfId: string | null;
  /** How much of the room for chat is used; null while there is plenty. */
  readonly usage: ChatUsage | null;
}

export interface ChatLogOptions {
  readonly channel: SignalingChannel;
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
 * The chat of one room, over reconnects and from one meeting to the next. Sending is repeated until
 * acknowledged and takes effect once; holes in the sequence are fetched (docs/faults.md, R02).
 */
export class ChatLog {
  readonly #options: ChatLogOptions;
  /** What is being written; outlives the field for it. */
  readonly draft = createValue('');
  /** Why what is in the field was not sent; null where nothing is wrong. */
  readonly problem = createValue<string | null>(null);
  readonly #snapshot = createValue(EMPTY);
  readonly #outbox: ChatOutbox;
  /** Refused, and in the field again; kept until that is empty, as the page may be loaded anew. */
  readonly #takenBack = new Set<string>();
  readonly #stops: (() => void)[];
  readonly #bySeq = new Map<number, Message>();
  #meetingId: string | null = null;
  /** Everything up to here is known, or is earlier than what is shown. */
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
      channel.state.subscribe(() => this.#channelChanged()),
      this.#outbox.messages.subscribe(() => this.#showOutgoing()),
      this.draft.subscribe(() => this.#forgetTakenBack()),
    ];
    this.#showOutgoing();
  }

  get snapshot(): ReadonlyValue<ChatSnapshot> {
    return this.#snapshot;
  }

  /** Keeps what is unsent in `store`, once it is known whose it is; before that, nowhere. */
  keepUnsent(store: UnsentStore): void {
    this.#outbox.keepIn(store);
  }

  /** Shows `text` at once and sees to it that it arrives. */
  send(text: string): void {
    this.#outbox.add(text);
  }

  /** Tries again what was refused. */
  retry(clientId: string): void {
    this.#outbox.retry(clientId);
  }

  /** Puts a refused message back where it was written, before what is written there by now. */
  takeBack(clientId: string): void {
    const refused = this.#outbox.messages.get().find((message) => message.clientId === clientId);
    if (refused === undefined) return;
    this.#takenBack.add(clientId);
    this.draft.update((draft) => [refused.text, draft].filter(Boolean).join('\n'));
    this.problem.set(refused.problem ?? null);
    this.#showOutgoing();
  }

  discard(clientId: string): void {
    this.#outbox.remove(clientId);
  }

  /** Whether somebody is looking; unread messages are counted only while nobody is. */
  setOpen(isOpen: boolean): void {
    this.#isOpen = isOpen;
    this.#publish();
  }

  /** Takes over the messages of a join ack and delivers what waited for it. */
  joined({ meeting, messages, self, chatUsage }: JoinAck): void {
    const isAnother = meeting.id !== this.#meetingId;
    if (isAnother) this.#startMeeting(meeting.id, messages);
    this.#snapshot.update((now) => ({ ...now, selfId: self.id }));
    this.#setUsage(chatUsage);
    this.#merge(messages);
    if (isAnother) this.#readTo = messages.at(-1)?.seq ?? 0;
    this.#publish();
    this.#outbox.setReady(true);
  }

  /** One has left: what is unsent waits. */
  left(): void {
    this.#outbox.setReady(false);
    clearTimeout(this.#timer);
  }

  /** Fetches the page before the first message. */
  async loadEarlier(): Promise<void> {
    const first = this.#snapshot.get().messages[0]?.seq ?? 1;
    const afterSeq = Math.max(0, first - 1 - CHAT_PAGE);
    const { messages } = await this.#options.channel.request('chat:sync', { afterSeq });
    this.#merge(messages);
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
    // Ready again only after the next join ack: before it the server knows no seat of this socket.
    if (this.#options.channel.state.get() !== 'connected') this.left();
  }

  #merge(messages: readonly Message[]): void {
    if (this.#meetingId === null) return;
    for (const message of messages) {
      this.#bySeq.set(message.seq, message);
      this.#outbox.remove(message.clientId);
    }
    while (this.#bySeq.has(this.#knownTo + 1)) this.#knownTo += 1;
    this.#publish();
    if (this.#hasHole()) void this.#fillHoles();
  }

  #hasHole(): boolean {
    return (this.#snapshot.get().messages.at(-1)?.seq ?? 0) > this.#knownTo;
  }

  #firstAfter(seq: number): Message | undefined {
    return this.#snapshot.get().messages.find((message) => message.seq > seq);
  }

  async #fillHoles(): Promise<void> {
    if (this.#isSyncing) return;
    this.#isSyncing = true;
    clearTimeout(this.#timer);
    try {
      const afterSeq = this.#knownTo;
      const { messages } = await this.#options.channel.request('chat:sync', { afterSeq });
      this.#attempt = 0;
      this.#isSyncing = false;
      // A number that the server itself does not have can only be passed over.
      const next = messages[0] ?? this.#firstAfter(afterSeq);
      if (next !== undefined) this.#knownTo = Math.max(this.#knownTo, next.seq - 1);
      this.#merge(messages);
    } catch {
      this.#isSyncing = false;
      this.#attempt += 1;
      const delay = (this.#options.retryDelay ?? reconnectDelay)(this.#attempt);
      // While the socket is away the next join ack shows the hole again.
      if (this.#options.channel.state.get() === 'connected') {
        this.#timer = setTimeout(() => void this.#fillHoles(), delay);
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
