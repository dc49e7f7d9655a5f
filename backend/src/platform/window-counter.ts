interface Window {
  points: number;
  /** Milliseconds of the counter's clock. */
  readonly endsAt: number;
}

/**
 * Counts points for each key in windows of equal length. A key's window begins with its first point.
 *
 * We do not use rate-limiter-flexible here: it keeps a timer, a record and several closures for each
 * key, which was 4 % of the memory of an idle socket, and it creates a promise for each request
 * (docs/decisions/041). Because all windows are equally long, they end in the order of the map, so
 * the counter can remove the ones that have ended without a timer.
 */
export class WindowCounter {
  readonly #windowMs: number;
  readonly #now: () => number;
  /** By key; the first one ends first. */
  readonly #windows = new Map<string, Window>();

  /** @param now milliseconds of a monotonic clock */
  constructor(windowSeconds: number, now: () => number = () => performance.now()) {
    this.#windowMs = windowSeconds * 1000;
    this.#now = now;
  }

  /** The points of the key's current window. */
  count(key: string): number {
    return this.#current(key)?.points ?? 0;
  }

  /** Whole seconds, at least 1, until a window ends: the key's current one, or one that begins now. */
  secondsLeft(key: string): number {
    const window = this.#current(key);
    const ms = window === undefined ? this.#windowMs : window.endsAt - this.#now();
    return Math.max(1, Math.ceil(ms / 1000));
  }

  /** Adds points, which may be negative. @returns the points of the window with the added ones */
  add(key: string, points: number): number {
    const window = this.#current(key);
    if (window !== undefined) return (window.points += points);
    this.#removeEnded();
    // A whole number, which V8 stores without an object of its own.
    this.#windows.set(key, { points, endsAt: Math.ceil(this.#now()) + this.#windowMs });
    return points;
  }

  reset(key: string): void {
    this.#windows.delete(key);
  }

  #current(key: string): Window | undefined {
    const window = this.#windows.get(key);
    if (window === undefined || window.endsAt > this.#now()) return window;
    this.#windows.delete(key);
    return undefined;
  }

  #removeEnded(): void {
    const now = this.#now();
    for (const [key, { endsAt }] of this.#windows) {
      if (endsAt > now) return;
      this.#windows.delete(key);
    }
  }
}
