import { randomId } from '../../core/random-id';
import { createValue, type ReadonlyValue } from '../../core/value';
import { ApiClientError } from '../../lib/api-client-error';
import { errorMessage } from '../../lib/error-messages';
import { reconnectDelay } from '../../core/backoff';
import { serverClock } from '../../lib/server-clock';
import type { UnsentStore } from './unsent-store';

/** A message that the server has not acknowledged. */
export interface OutgoingMessage {
  readonly clientId: string;
  readonly text: string;
  /** ISO 8601, as far as this page knows the server's clock; shown until the server has said when. */
  readonly writtenAt: string;
  /** `failed`: refused for good, for the reason in `problem`; everything else goes on trying. */
  readonly status: 'pending' | 'failed';
  readonly problem?: string;
}

export interface ChatOutboxOptions {
  /** Hands one message to the server; resolves when it is stored. */
  deliver(message: OutgoingMessage): Promise<void>;
  /** Milliseconds before attempt 1, 2, 3, … */
  readonly retryDelay?: (attempt: number) => number;
}

/** What passes by itself, or with the seat or the session; the same message would meet the rest again. */
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
/** Seconds. Somebody who has to wait longer is told so. */
const LONGEST_WAIT = 60;

function isFinal({ code, retryAfter = 0 }: ApiClientError): boolean {
  return !PASSING_CODES.includes(code) || retryAfter > LONGEST_WAIT;
}

/**
 * Messages on their way, oldest first. One is under way at a time, so that they arrive in the order
 * in which they were written; each is repeated with the same client id until the server has it.
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

  /** Takes up what `store` has kept over a reload of the page, and keeps what comes in it. */
  keepIn(store: UnsentStore): void {
    this.#messages.update((messages) => [...store.read(), ...messages]);
    store.write(this.#messages.get());
    this.#messages.subscribe(() => store.write(this.#messages.get()));
    this.#send();
  }

  get messages(): ReadonlyValue<readonly OutgoingMessage[]> {
    return this.#messages;
  }

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

  /** Gives a refused message another chance. */
  retry(clientId: string): void {
    this.#change(clientId, { status: 'pending', problem: undefined });
    this.#send();
  }

  /** Takes out a message that has arrived, or that its writer gave up. */
  remove(clientId: string): void {
    this.#messages.update((messages) =>
      messages.some((message) => message.clientId === clientId)
        ? messages.filter((message) => message.clientId !== clientId)
        : messages,
    );
  }

  /** Whether messages can be delivered now; becoming ready starts at once. */
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

  /** @returns milliseconds until the next message may go */
  #delivered(clientId: string): number {
    this.#attempt = 0;
    this.remove(clientId);
    return 0;
  }

  #failed(clientId: string, error: unknown): number {
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
