import { TokenBucket, type BucketRate } from './token-bucket';

export interface TrafficLimits {
  /** Frames of every kind, also those that carry no event. */
  readonly frames: BucketRate;
  /** What the frames hold, in characters (bytes where they are ASCII). */
  readonly bytes: BucketRate;
  /** Commands that do not parse, within `VIOLATION_WINDOW_MS`. */
  readonly wrongCommands: number;
}

const VIOLATION_WINDOW_MS = 10_000;
const MAX_VIOLATIONS = 100;

/**
 * What arrives from all sockets of one account together, or from one connection before it has
 * signed in. Times are milliseconds of a monotonic clock.
 */
export class InboundMeter {
  readonly #frames: TokenBucket;
  readonly #bytes: TokenBucket;
  readonly #wrongWeight: number;
  #violations = 0;
  #violationsAt = 0;
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
    this.#wrongWeight = MAX_VIOLATIONS / limits.wrongCommands;
    this.usedAt = now;
  }

  /** Counts one frame; false where it is one too many. */
  take(bytes: number, now: number): boolean {
    this.usedAt = now;
    return this.#frames.take(now) && this.#bytes.take(now, bytes);
  }

  /** Counts a command that was refused for going too fast; false where it is one too many. */
  violation(now: number): boolean {
    return this.#violation(1, now);
  }

  /** Counts a command that did not parse: no client of ours sends one, and each costs a lot. */
  malformed(now: number): boolean {
    return this.#violation(this.#wrongWeight, now);
  }

  #violation(weight: number, now: number): boolean {
    if (now - this.#violationsAt > VIOLATION_WINDOW_MS) {
      this.#violationsAt = now;
      this.#violations = 0;
    }
    this.#violations += weight;
    return this.#violations <= MAX_VIOLATIONS;
  }
}
