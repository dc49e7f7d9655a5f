import { takeTokens, type BucketRate } from './token-bucket';

export interface TrafficLimits {
  /** Frames of every kind, including those without an event. */
  readonly frames: BucketRate;
  /** Content of the frames, in characters of a text frame and bytes of a binary one. */
  readonly bytes: BucketRate;
  /** Commands that do not parse, within `VIOLATION_WINDOW_MS`. */
  readonly wrongCommands: number;
}

const VIOLATION_WINDOW_MS = 10_000;
const MAX_VIOLATIONS = 100;

/**
 * Counts what arrives from all sockets of one user together, or from one connection that has not
 * signed in. Times are milliseconds of a monotonic clock.
 */
export class InboundMeter {
  /** The user's open sockets. */
  sockets = 0;
  /** A meter that was cut off once needs no second cut. */
  isCut = false;
  #violations = 0;
  #violationsSince = 0;
  #framesFullAt: number;
  #bytesFullAt: number;

  constructor(
    private readonly limits: TrafficLimits,
    now: number,
    readonly userId?: string,
  ) {
    this.#framesFullAt = now;
    this.#bytesFullAt = now;
  }

  /** Counts one frame. @returns false if it is one too many */
  take(bytes: number, now: number): boolean {
    const frames = takeTokens(this.limits.frames, this.#framesFullAt, now);
    if (frames === null) return false;
    this.#framesFullAt = frames;
    const total = takeTokens(this.limits.bytes, this.#bytesFullAt, now, bytes);
    if (total === null) return false;
    this.#bytesFullAt = total;
    return true;
  }

  /** Whether there is no socket, and no frame has arrived for at least `ms`. */
  isIdle(now: number, ms: number): boolean {
    return this.sockets === 0 && this.#framesFullAt < now - ms;
  }

  /** Counts a command that broke its rate limit. @returns false if it is one too many */
  violation(now: number): boolean {
    return this.#violation(1, now);
  }

  /**
   * Counts a command that did not parse. It weighs more: our client sends none, and each is
   * expensive.
   * @returns false if it is one too many
   */
  malformed(now: number): boolean {
    return this.#violation(MAX_VIOLATIONS / this.limits.wrongCommands, now);
  }

  #violation(weight: number, now: number): boolean {
    if (now - this.#violationsSince > VIOLATION_WINDOW_MS) {
      this.#violationsSince = now;
      this.#violations = 0;
    }
    this.#violations += weight;
    return this.#violations <= MAX_VIOLATIONS;
  }
}
