import { TokenBucket, type BucketRate } from './token-bucket';

export interface TrafficLimits {
  /** Frames of every kind, also those that carry no event. */
  readonly frames: BucketRate;
  /** What the frames hold, in characters (bytes where they are ASCII). */
  readonly bytes: BucketRate;
  /** Commands that do not parse, within `STRIKE_WINDOW_MS`. */
  readonly wrongCommands: number;
}

const STRIKE_WINDOW_MS = 10_000;
const MAX_STRIKES = 100;

/**
 * What arrives from all sockets of one account together, or from one connection before it has
 * signed in. Times are milliseconds of a monotonic clock.
 */
export class Traffic {
  readonly #frames: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #wrongWeight: number;
  #strikes = 0;
  #strikesAt = 0;
  /** When the last frame came. */
  usedAt: number;
  /** Nothing that comes after a cut needs another. */
  isCut = false;

  constructor(
    limits: TrafficLimits,
    now: number,
    readonly userId?: string,
  ) {
    this.#frames = new TokenBucket(limits.frames, now);
    this.#bytes = new TokenBucket(limits.bytes, now);
    this.#wrongWeight = MAX_STRIKES / limits.wrongCommands;
    this.usedAt = now;
  }

  /** Counts one frame; false where it is one too many. */
  take(bytes: number, now: number): boolean {
    this.usedAt = now;
    return this.#frames.take(now) && this.#bytes.take(now, bytes);
  }

  /** Counts a command that was refused for going too fast; false where it is one too many. */
  strike(now: number): boolean {
    return this.#strike(1, now);
  }

  /** Counts a command that did not parse: no client of ours sends one, and each costs a lot. */
  strikeWrong(now: number): boolean {
    return this.#strike(this.#wrongWeight, now);
  }

  #strike(weight: number, now: number): boolean {
    if (now - this.#strikesAt > STRIKE_WINDOW_MS) {
      this.#strikesAt = now;
      this.#strikes = 0;
    }
    this.#strikes += weight;
    return this.#strikes <= MAX_STRIKES;
  }
}
