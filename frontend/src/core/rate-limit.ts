/** Allows at most `most` events in any `withinMs` milliseconds. */
export class RateLimit {
  readonly #most: number;
  readonly #withinMs: number;
  #events: number[] = [];

  constructor(most: number, withinMs: number) {
    this.#most = most;
    this.#withinMs = withinMs;
  }

  /** Whether another event is allowed at this time, in milliseconds. An allowed event counts. */
  allow(at: number): boolean {
    this.#events = this.#events.filter((time) => at - time < this.#withinMs);
    if (this.#events.length >= this.#most) return false;
    this.#events.push(at);
    return true;
  }
}
