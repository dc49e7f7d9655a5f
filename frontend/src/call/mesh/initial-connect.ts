import type { InitialConnectState } from '../session/call-snapshot';

/** Paths are mostly found sooner, and words that flash by only disturb. */
const SOUGHT_AFTER_MS = 2_000;
/** Later than every try of ICE that ends well, a relay over TLS included. */
const MISSING_AFTER_MS = 10_000;

/** Notices that a path does not come about, which no state of a connection tells for long. */
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

  /** The other can be asked for a path. */
  seek(): void {
    if (this.#timer !== undefined || this.#state === 'found') return;
    this.#timer = setTimeout(() => {
      this.#enter('sought');
      const rest = MISSING_AFTER_MS - SOUGHT_AFTER_MS;
      this.#timer = setTimeout(() => this.#enter('missing'), rest);
    }, SOUGHT_AFTER_MS);
  }

  /** They cannot, or nothing has to be there yet: time does not count. */
  pause(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#state !== 'found') this.#state = 'new';
  }

  find(): void {
    clearTimeout(this.#timer);
    this.#state = 'found';
  }

  #enter(state: InitialConnectState): void {
    this.#state = state;
    this.#onChange();
  }
}
