import type { InitialConnectState } from '../session/call-snapshot';

/** Most initial connects take less time, and a short flash of text only disturbs. */
const CONNECTING_AFTER_MS = 2_000;
/** Longer than any attempt of ICE that succeeds, over a TLS relay included. */
const TIMED_OUT_AFTER_MS = 10_000;

/** Follows the initial connect of a peer link, since ICE states say little about failing ones. */
export class InitialConnect {
  readonly #onChange: () => void;
  #state: InitialConnectState = 'new';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get state(): InitialConnectState {
    return this.#state;
  }

  /** The peer can be reached by signals: time counts from now on. */
  start(): void {
    if (this.#timer !== undefined || this.#state === 'connected') return;
    this.#timer = setTimeout(() => {
      this.#enter('connecting');
      const rest = TIMED_OUT_AFTER_MS - CONNECTING_AFTER_MS;
      this.#timer = setTimeout(() => this.#enter('timed-out'), rest);
    }, CONNECTING_AFTER_MS);
  }

  /** The peer cannot be reached by signals, or need not be connected yet: time does not count. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#state !== 'connected') this.#state = 'new';
  }

  succeed(): void {
    clearTimeout(this.#timer);
    this.#state = 'connected';
  }

  #enter(state: InitialConnectState): void {
    this.#state = state;
    this.#onChange();
  }
}
