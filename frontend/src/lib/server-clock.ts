/** Neither clock is more precise than a millisecond. */
const LEAST_UNCERTAINTY_MS = 1;
/** A step back of less than this is hidden. A larger one means that the server's clock was set. */
const STEADY_MS = 2_000;

/** The clocks of this machine. */
export interface LocalClocks {
  /** Milliseconds since some moment; nothing sets this clock (`performance.now`). */
  elapsed(): number;
  /** Milliseconds since 1970 by this machine's clock, which may be wrong (`Date.now`). */
  date(): number;
}

/**
 * Estimates the server's time for durations and ages that we show: how long a call has run, how
 * long ago a room was used. The clock of this machine may be hours off and may be set while the page
 * is open. We use it only until the first response of the server.
 *
 * The clock keeps the sample with the least uncertainty (Cristian's algorithm: the server's time
 * belongs to the middle of the round trip, plus or minus half of it). A sample that contradicts the
 * kept one replaces it, because `performance.now` stands still while some systems sleep.
 */
export class ServerClock {
  readonly #local: LocalClocks;
  /** The server's time when the local elapsed time was 0, and its greatest error. */
  #kept: { origin: number; uncertainty: number } | null = null;
  #shown = 0;

  constructor(local: LocalClocks = { elapsed: () => performance.now(), date: () => Date.now() }) {
    this.#local = local;
  }

  /** Milliseconds since some moment, for `sentAt` of a sample. */
  elapsed(): number {
    return this.#local.elapsed();
  }

  /**
   * Takes the server's time from a response that has just arrived.
   *
   * @param serverTime milliseconds since 1970; NaN is ignored
   * @param sentAt `elapsed()` when the request was sent
   * @param resolution the unit to which `serverTime` is rounded down, in milliseconds: 1,000 for a
   *   `Date` header
   */
  sample(serverTime: number, sentAt: number, resolution = 1): void {
    const receivedAt = this.#local.elapsed();
    if (!Number.isFinite(serverTime) || receivedAt < sentAt) return;
    const origin = serverTime + resolution / 2 - (sentAt + receivedAt) / 2;
    const uncertainty = Math.max(LEAST_UNCERTAINTY_MS, (receivedAt - sentAt + resolution) / 2);
    const kept = this.#kept;
    const contradicts =
      kept !== null && Math.abs(kept.origin - origin) > kept.uncertainty + uncertainty;
    if (kept === null || contradicts || uncertainty <= kept.uncertainty) {
      this.#kept = { origin, uncertainty };
    }
  }

  /** Milliseconds since 1970 on the server; by this machine's clock until there is a sample. */
  now(): number {
    if (this.#kept === null) return this.#local.date();
    const now = this.#kept.origin + this.#local.elapsed();
    const isStep = this.#shown - now > STEADY_MS;
    this.#shown = isStep ? now : Math.max(now, this.#shown);
    return this.#shown;
  }
}

/** The server clock of this client. */
export const serverClock = new ServerClock();
