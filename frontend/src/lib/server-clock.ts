/** Both clocks are read in whole milliseconds or worse. */
const LEAST_UNCERTAINTY_MS = 1;
/** The shown time never goes back by less than this; by more, the server's own clock was set. */
const STEADY_MS = 2_000;

/** Where the time of this machine comes from; tests bring their own. */
export interface LocalClocks {
  /** Milliseconds since some moment, never set by anybody (`performance.now`). */
  elapsed(): number;
  /** Milliseconds since the epoch, as wrong as whoever set this machine's clock (`Date.now`). */
  date(): number;
}

/**
 * What time it is on the server, for everything that is shown in relation to its instants: how long
 * a call runs, how long ago a room was used. The clock of this machine may be hours off, and may be
 * set while the page is open, so it counts only until the server has been heard.
 *
 * Of all samples the most certain one is kept (Cristian's algorithm: the server's time belongs to
 * the middle of the round trip, give or take half of it). One that cannot be true together with the
 * kept one replaces it, as `performance.now` stands still while some systems sleep.
 */
export class ServerClock {
  readonly #local: LocalClocks;
  /** The server's time when the local elapsed time was 0, and how far that may be off. */
  #kept: { origin: number; uncertainty: number } | null = null;
  #shown = 0;

  constructor(local: LocalClocks = { elapsed: () => performance.now(), date: () => Date.now() }) {
    this.#local = local;
  }

  /** Of this machine, for `sentAt` and `receivedAt` of a sample. */
  elapsed(): number {
    return this.#local.elapsed();
  }

  /**
   * Takes what a response says of the server's time.
   *
   * @param serverTime milliseconds since the epoch; ignored where it is not a number
   * @param sentAt `elapsed()` when the request left
   * @param resolution of `serverTime`, rounded down, in milliseconds: 1,000 for a `Date` header
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

  /** Milliseconds since the epoch on the server; by this machine's clock until it was heard. */
  now(): number {
    if (this.#kept === null) return this.#local.date();
    const now = this.#kept.origin + this.#local.elapsed();
    const isStep = this.#shown - now > STEADY_MS;
    this.#shown = isStep ? now : Math.max(now, this.#shown);
    return this.#shown;
  }
}

/** The one of this page. */
export const serverClock = new ServerClock();
