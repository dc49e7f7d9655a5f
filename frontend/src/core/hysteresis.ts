/** What an observation suggests; `between` supports neither state. */
export type HysteresisInput = 'on' | 'off' | 'between';

export interface HysteresisDelays {
  /** How long the input must be `on` before the state follows; 0: at once. */
  readonly onAfterMs?: number;
  /** How long the input must be `off` before the state follows; 0: at once. */
  readonly offAfterMs?: number;
}

/**
 * A switch that changes only after its input has been different for a while. The time counts from
 * the first observation that differs; any other observation starts it again. Starts off.
 */
export class Hysteresis {
  readonly #onAfterMs: number;
  readonly #offAfterMs: number;
  #on = false;
  #differentSince: number | null = null;

  constructor({ onAfterMs = 0, offAfterMs = 0 }: HysteresisDelays) {
    this.#onAfterMs = onAfterMs;
    this.#offAfterMs = offAfterMs;
  }

  get on(): boolean {
    return this.#on;
  }

  /**
   * @param at the time of the observation in milliseconds, monotonic
   * @returns whether `on` has changed
   */
  observe(input: HysteresisInput, at: number): boolean {
    const differs = input === (this.#on ? 'off' : 'on');
    if (!differs) {
      this.#differentSince = null;
      return false;
    }
    this.#differentSince ??= at;
    const delay = this.#on ? this.#offAfterMs : this.#onAfterMs;
    if (at - this.#differentSince < delay) return false;
    this.#on = !this.#on;
    this.#differentSince = null;
    return true;
  }

  /** Turns off and forgets the observations so far. */
  reset(): void {
    this.#on = false;
    this.#differentSince = null;
  }
}
