import type { MediaState } from '@parley/shared/participants';
import { retryDelay } from '../../core/backoff';
import { createLog } from '../../core/log';
import { isTransient, toCallError } from './call-error';

const log = createLog('call');

export interface MediaStateSyncOptions {
  send(change: Partial<MediaState>): Promise<unknown>;
  /** The server says that this client has no seat. */
  onNotMember(): void;
  /** The hosts do not allow these sources. */
  onNotAllowed(keys: readonly (keyof MediaState)[]): void;
}

const KEYS = ['microphone', 'camera', 'screen', 'hand'] as const;

/** Keeps the server's copy of this client's media state up to date; each change is sent at once. */
export class MediaStateSync {
  readonly #options: MediaStateSyncOptions;
  #current: MediaState;
  /** The state that the server has or is about to receive; null while nothing can be sent. */
  #sent: Partial<MediaState> | null = null;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(initial: MediaState, options: MediaStateSyncOptions) {
    this.#current = initial;
    this.#options = options;
  }

  get current(): MediaState {
    return this.#current;
  }

  set(next: MediaState): void {
    this.#current = next;
    this.#sendChange();
  }

  /** The client has joined; `sent` is the state that travelled with the join. */
  start(sent: MediaState): void {
    this.#sent = sent;
    this.#attempt = 0;
    this.#sendChange();
  }

  stop(): void {
    this.#sent = null;
    clearTimeout(this.#timer);
  }

  #sendChange(): void {
    const sent = this.#sent;
    if (!sent) return;
    const keys = KEYS.filter((key) => sent[key] !== this.#current[key]);
    if (keys.length === 0) return;
    const change: Partial<MediaState> = {};
    for (const key of keys) change[key] = this.#current[key];
    this.#sent = { ...sent, ...change };
    this.#options.send(change).then(
      () => (this.#attempt = 0),
      (error: unknown) => this.#onRefused(error, keys),
    );
  }

  /** Sends the refused keys again later. */
  #onRefused(error: unknown, keys: readonly (keyof MediaState)[]): void {
    if (!this.#sent) return;
    log.warn('a media state was refused', { error });
    const reason = toCallError(error);
    if (reason.code === 'NOT_A_MEMBER') return this.#options.onNotMember();
    if (reason.code === 'NOT_ALLOWED') return this.#options.onNotAllowed(keys);
    if (!isTransient(reason)) return;
    const sent = { ...this.#sent };
    for (const key of keys) delete sent[key];
    this.#sent = sent;
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#sendChange(),
      retryDelay(this.#attempt, reason.retryAfter),
    );
  }
}
