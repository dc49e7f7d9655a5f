import type { MediaState } from '@parley/shared/participants';
import { toCallError } from './call-error';
import { isTransient, retryDelay } from '../../core/retry-delay';

export interface MediaStateSyncOptions {
  send(change: Partial<MediaState>): Promise<unknown>;
  /** The server no longer knows us as a member. */
  onNotMember(): void;
}

const KEYS = ['microphone', 'camera', 'screen', 'hand'] as const;

/** Keeps what the others know of one's own media equal to what is; each change goes at once. */
export class MediaStateSync {
  readonly #options: MediaStateSyncOptions;
  #current: MediaState;
  /** What the server was told; null while it cannot be told anything. */
  #told: Partial<MediaState> | null = null;
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
    this.#tell();
  }

  /** In the meeting; the server was told `told` with the join. */
  start(told: MediaState): void {
    this.#told = told;
    this.#attempt = 0;
    this.#tell();
  }

  stop(): void {
    this.#told = null;
    clearTimeout(this.#timer);
  }

  #tell(): void {
    const told = this.#told;
    if (!told) return;
    const keys = KEYS.filter((key) => told[key] !== this.#current[key]);
    if (keys.length === 0) return;
    const change: Partial<MediaState> = {};
    for (const key of keys) change[key] = this.#current[key];
    this.#told = { ...told, ...change };
    this.#options.send(change).then(
      () => (this.#attempt = 0),
      (error: unknown) => this.#onRefused(error, keys),
    );
  }

  /** Forgets that these were told, and tells them again. */
  #onRefused(error: unknown, keys: readonly (keyof MediaState)[]): void {
    if (!this.#told) return;
    const reason = toCallError(error);
    if (reason.code === 'NOT_A_MEMBER') return this.#options.onNotMember();
    if (!isTransient(reason)) return;
    const told = { ...this.#told };
    for (const key of keys) delete told[key];
    this.#told = told;
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), retryDelay(this.#attempt, reason.retryAfter));
  }
}
