/** `perSecond` refill up to `burst`. */
export interface BucketRate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * Two numbers a socket and class, no timers: the relay of a signal pays well under a microsecond
 * for it, which the limiter library (a promise and a timer for each key) cannot offer.
 */
export class TokenBucket {
  #tokens: number;
  #at: number;

  constructor(
    private readonly rate: BucketRate,
    now: number,
  ) {
    this.#tokens = rate.burst;
    this.#at = now;
  }

  /** Takes tokens at `now` (milliseconds, monotonic), or none and is false where too few are left. */
  take(now: number, count = 1): boolean {
    const refill = ((now - this.#at) / 1000) * this.rate.perSecond;
    this.#tokens = Math.min(this.rate.burst, this.#tokens + refill);
    this.#at = now;
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }
}
