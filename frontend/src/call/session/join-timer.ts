import type { JoinTiming, JoinStep } from '@parley/shared/join-timing';

/** A join of which nothing is seen after so long is told as far as it came. */
const PATIENCE_MS = 15_000;

export interface JoinTimerOptions {
  /** Once for each click: when the first frame was shown or never will be, or when it failed. */
  onMeasured(measurement: JoinTiming): void;
}

/**
 * Measures the way from the click on 'Join now' to the first picture, as `performance.mark`s for
 * whoever profiles the page and as milliseconds for the server. Numbers and codes only.
 */
export class JoinTimer {
  readonly #options: JoinTimerOptions;
  #startedAt: number | null = null;
  #steps: Partial<Record<JoinStep, number>> = {};
  #warm = false;
  #rejoin = false;
  #peers = 0;
  #failure: JoinTiming['failure'];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: JoinTimerOptions) {
    this.#options = options;
  }

  /** The click. `warm`: a connection stands already; `rejoin`: one was in before. */
  start({ warm, rejoin }: { warm: boolean; rejoin: boolean }): void {
    this.stop();
    this.#startedAt = performance.now();
    this.#warm = warm;
    this.#rejoin = rejoin;
    performance.mark('parley:join:click');
    this.#timer = setTimeout(() => this.#tell(), PATIENCE_MS);
  }

  /** The first time that a step is reached counts; before a click nothing does. */
  mark(step: JoinStep): void {
    if (this.#startedAt === null || this.#steps[step] !== undefined) return;
    this.#steps[step] = performance.now() - this.#startedAt;
    performance.mark(`parley:join:${step}`);
    if (step === 'firstFrame' && this.#steps.ack !== undefined) this.#tell();
  }

  /**
   * The answer to the join; with nobody there, there is nothing to wait for. On a connection that
   * stood before, the first frame may be faster than the answer.
   */
  joined(peers: number): void {
    if (this.#startedAt === null) return;
    this.mark('ack');
    this.#peers = peers;
    this.#failure = undefined;
    if (peers === 0 || this.#steps.firstFrame !== undefined) this.#tell();
  }

  /** The join was refused; where that is not final, the next try may still succeed. */
  refused(code: NonNullable<JoinTiming['failure']>, isFinal: boolean): void {
    if (this.#startedAt === null || this.#steps.ack !== undefined) return;
    this.#failure = code;
    if (isFinal) this.#tell();
  }

  /** One goes again: what was answered is told as far as it came, the rest was not wanted. */
  leave(): void {
    if (this.#steps.ack === undefined) this.stop();
    else this.#tell();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#startedAt = null;
    this.#steps = {};
    this.#peers = 0;
    this.#failure = undefined;
  }

  #tell(): void {
    const failure = this.#steps.ack === undefined ? (this.#failure ?? 'TIMEOUT') : undefined;
    const measurement = {
      ...this.#steps,
      ...(this.#rejoin && { rejoin: true }),
      ...(failure && { failure }),
      warm: this.#warm,
      peers: this.#peers,
    };
    this.stop();
    this.#options.onMeasured(measurement);
  }
}
