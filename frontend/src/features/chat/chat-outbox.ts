import { randomId } from '../../call/random-id';
import { createValue, type ReadonlyValue } from '../../call/value';
import { ApiClientError } from '../../lib/api-client-error';
import { errorMessage } from '../../lib/error-messages';
import { reconnectDelay } from '../../lib/reconnect-delay';
import type { UnsentStore } from './unsent-store';

/** A message that the server has not acknowledged. */
export interface OutgoingMessage {
  readonly clientId: string;
  readonly text: string;
  /** ISO 8601, this machine's clock; only shown until the server's time is known. */
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

/** Refusals that the same message would meet again. */
const FINAL_CODES: readonly string[] = [
  'VALIDATION_FAILED',
  'PAYLOAD_TOO_LARGE',
  'UNKNOWN_EVENT',
  // Hours later, or never in this meeting.
  'CHAT_FULL',
  'CHAT_LIMIT',
];

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
      writtenAt: new Date().toISOString(),
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
    if (error instanceof ApiClientError && FINAL_CODES.includes(error.code)) {
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
