import { createLog } from '../../core/log';
import { randomId } from '../../core/random-id';
import { createValue, type ReadonlyValue } from '../../core/value';
import { ApiClientError } from '../../lib/api-client-error';
import { errorMessage } from '../../lib/error-messages';
import { reconnectDelay } from '../../core/backoff';
import { serverClock } from '../../lib/server-clock';
import type { OutgoingMessage, UnsentStore } from './unsent-store';

const log = createLog('chat');

export interface ChatOutboxOptions {
  /** Sends a message to the server; resolves when the server has stored it. */
  deliver(message: OutgoingMessage): Promise<void>;
  /** Milliseconds before attempt 1, 2, 3, … */
  readonly retryDelay?: (attempt: number) => number;
}

/** Errors that end by themselves, or with a new seat or session. All others would occur again. */
const PASSING_CODES: readonly string[] = [
  'NETWORK',
  'TIMEOUT',
  'UNAVAILABLE',
  'BUSY',
  'RATE_LIMITED',
  'INTERNAL',
  'NOT_A_MEMBER',
  'REPLACED',
  'UNAUTHENTICATED',
  'TOKEN_EXPIRED',
  'SESSION_ENDED',
];
/** Seconds. If the server asks for a longer delay, the message fails. */
const LONGEST_WAIT = 60;

function isFinal({ code, retryAfter = 0 }: ApiClientError): boolean {
  return !PASSING_CODES.includes(code) || retryAfter > LONGEST_WAIT;
}

/**
 * The unsent messages, oldest first. It sends one at a time, so that they arrive in order, and
 * repeats each with the same client id until the server has stored it.
 */
export class ChatOutbox {
  readonly #options: ChatOutboxOptions;
  readonly #messages = createValue<readonly OutgoingMessage[]>([]);
  #isReady = false;
  #isSending = false;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ChatOutboxOptions) {
    this.#options = options;
  }

  /** Adds the messages that `store` has from before a reload, and stores all changes in it. */
  keepIn(store: UnsentStore): void {
    this.#messages.update((messages) => [...store.read(), ...messages]);
    store.write(this.#messages.get());
    this.#messages.subscribe(() => store.write(this.#messages.get()));
    this.#send();
  }

  get messages(): ReadonlyValue<readonly OutgoingMessage[]> {
    return this.#messages;
  }

  /** Adds a message and sends it as soon as possible. */
  add(text: string): void {
    const message: OutgoingMessage = {
      clientId: randomId(),
      text,
      writtenAt: new Date(serverClock.now()).toISOString(),
      status: 'pending',
    };
    this.#messages.update((messages) => [...messages, message]);
    this.#send();
  }

  /** Sends a failed message again. */
  retry(clientId: string): void {
    this.#change(clientId, { status: 'pending', problem: undefined });
    this.#send();
  }

  /** Removes a message that the server has stored or that the user discards. */
  remove(clientId: string): void {
    this.#messages.update((messages) =>
      messages.some((message) => message.clientId === clientId)
        ? messages.filter((message) => message.clientId !== clientId)
        : messages,
    );
  }

  /** Sets whether messages can be sent now. Becoming ready sends at once. */
  setReady(isReady: boolean): void {
    this.#isReady = isReady;
    clearTimeout(this.#timer);
    this.#attempt = 0;
    this.#send();
  }

  dispose(): void {
    this.setReady(false);
  }

  #send(): void {
    if (!this.#isReady || this.#isSending) return;
    clearTimeout(this.#timer);
    const next = this.#messages.get().find((message) => message.status === 'pending');
    if (next === undefined) return;
    this.#isSending = true;
    void this.#options
      .deliver(next)
      .then(
        () => this.#delivered(next.clientId),
        (error: unknown) => this.#failed(next.clientId, error),
      )
      .then((wait) => {
        this.#isSending = false;
        if (wait === 0) this.#send();
        else this.#timer = setTimeout(() => this.#send(), wait);
      });
  }

  /** @returns milliseconds before the next message */
  #delivered(clientId: string): number {
    this.#attempt = 0;
    this.remove(clientId);
    return 0;
  }

  #failed(clientId: string, error: unknown): number {
    log.warn('a message was not sent', { clientId, attempt: this.#attempt + 1, error });
    if (error instanceof ApiClientError && isFinal(error)) {
      const problem = error.details[0]?.message ?? errorMessage(error);
      this.#change(clientId, { status: 'failed', problem });
      this.#attempt = 0;
      return 0;
    }
    this.#attempt += 1;
    const asked = error instanceof ApiClientError ? (error.retryAfter ?? 0) * 1000 : 0;
    return Math.max(asked, (this.#options.retryDelay ?? reconnectDelay)(this.#attempt));
  }

  #change(clientId: string, change: Partial<OutgoingMessage>): void {
    this.#messages.update((messages) =>
      messages.map((message) =>
        message.clientId === clientId ? { ...message, ...change } : message,
      ),
    );
  }
}
