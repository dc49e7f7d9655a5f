import type { JoinMeasurement, JoinStep } from '@parley/shared/measurements';

/** A join of which nothing is seen after so long is told as far as it came. */
const PATIENCE_MS = 15_000;

export interface JoinTimerOptions {
  /** Once for each click, when the first frame was shown or never will be. */
  onMeasured(measurement: JoinMeasurement): void;
}

/**
 * Measures the way from the click on 'Join now' to the first picture, as `performance.mark`s for
 * whoever profiles the page and as milliseconds for the server. Numbers only.
 */
export class JoinTimer {
  readonly #options: JoinTimerOptions;
  #startedAt: number | null = null;
  #steps: Partial<Record<JoinStep, number>> = {};
  #warm = false;
  #peers = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: JoinTimerOptions) {
    this.#options = options;
  }

  /** The click. `warm`: a connection stands already. */
  start(warm: boolean): void {
    this.stop();
    this.#startedAt = performance.now();
    this.#warm = warm;
    performance.mark('parley:join:click');
    this.#timer = setTimeout(() => this.#tell(), PATIENCE_MS);
  }

  /** The first time that a step is reached counts; before a click nothing does. */
  mark(step: JoinStep): void {
    if (this.#startedAt === null || this.#steps[step] !== undefined) return;
    this.#steps[step] = performance.now() - this.#startedAt;
    performance.mark(`parley:join:${step}`);
    if (step === 'firstFrame') this.#tell();
  }

  /** The answer to the join; with nobody there, there is nothing to wait for. */
  joined(peers: number): void {
    this.mark('ack');
    this.#peers = peers;
    if (peers === 0) this.stop();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#startedAt = null;
    this.#steps = {};
  }

  #tell(): void {
    const measurement = { ...this.#steps, warm: this.#warm, peers: this.#peers };
    const answered = this.#steps.ack !== undefined;
    this.stop();
    if (answered) this.#options.onMeasured(measurement);
  }
}
