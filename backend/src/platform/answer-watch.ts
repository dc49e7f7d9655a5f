import { DatabaseSilentError, isDatabaseDown } from './errors';

export interface AnswerWatchOptions {
  /** Asks the database something small; resolves when it has answered. */
  probe: () => Promise<unknown>;
  /** Whether an error is an answer of the database, such as a duplicate key. */
  isAnswer: (error: unknown) => boolean;
  /** An operation that has no answer after this time has failed. */
  limitMs?: number;
}

/** A database that has answered nothing for this part of the limit is silent, not just slow. */
const SILENT_PART = 0.75;
const PROBE_MS = 1_000;
const LOOK_MS = 100;

interface Waiting {
  /** Milliseconds of `performance.now()`. */
  since: number;
  fail: (error: Error) => void;
}

/**
 * Limits how long anybody waits for the database. The first operation without an answer in time
 * fails, and if nothing else was answered lately, so do all that wait: those behind it in a lock
 * must not wait the whole time once more. From then on operations are refused at once, until a
 * probe, or a late answer, shows that the database is back.
 *
 * The limit is kept here since the driver has none for a whole operation: its `timeoutMS` has no
 * effect in 7.8, and its heartbeat goes on where only the storage behind a FerretDB has frozen.
 */
export class AnswerWatch {
  readonly #options: Required<AnswerWatchOptions>;
  /** In the order in which they began. */
  readonly #waiting = new Set<Waiting>();
  #answeredAt = 0;
  #looks: NodeJS.Timeout | undefined;
  #probes: NodeJS.Timeout | undefined;

  constructor(options: AnswerWatchOptions) {
    this.#options = { limitMs: 2_000, ...options };
  }

  /**
   * Runs an operation of the database. It may still take effect after it was given up, as any
   * write may whose answer is lost.
   * @throws {DatabaseSilentError} when there is no answer in time, or none to be expected
   */
  within<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#probes !== undefined) return Promise.reject(new DatabaseSilentError());
    return new Promise<T>((resolve, reject) => {
      const answer = operation();
      const waiting = { since: performance.now(), fail: reject };
      this.#waiting.add(waiting);
      // One timer for all costs less than one for each.
      this.#looks ??= setInterval(() => this.#look(), LOOK_MS).unref();
      answer.then(
        (value) => {
          this.#waiting.delete(waiting);
          this.#answered();
          resolve(value);
        },
        (error: Error) => {
          this.#waiting.delete(waiting);
          reject(error);
          if (this.#options.isAnswer(error)) this.#answered();
          else if (isDatabaseDown(error)) this.#unanswered(waiting.since);
        },
      );
    });
  }

  /** Ends the watching, for the end of the connection. */
  stop(): void {
    clearInterval(this.#looks);
    clearInterval(this.#probes);
    this.#looks = this.#probes = undefined;
  }

  #look(): void {
    if (this.#waiting.size === 0) {
      clearInterval(this.#looks);
      this.#looks = undefined;
      return;
    }
    // After a pause of this process answers may be there already, unread: sockets come first.
    setImmediate(() => this.#giveUpLate());
  }

  #giveUpLate(): void {
    const before = performance.now() - this.#options.limitMs;
    for (const waiting of this.#waiting) {
      if (waiting.since > before) return;
      this.#giveUp(waiting);
      this.#unanswered(waiting.since);
    }
  }

  #giveUp(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    waiting.fail(new DatabaseSilentError());
  }

  #answered(): void {
    this.#answeredAt = performance.now();
    if (this.#probes === undefined) return;
    clearInterval(this.#probes);
    this.#probes = undefined;
  }

  /** @param since when an operation started that found no answer */
  #unanswered(since: number): void {
    const quietMs = performance.now() - Math.max(this.#answeredAt, since);
    if (this.#probes !== undefined || quietMs < SILENT_PART * this.#options.limitMs) return;
    this.#probes = setInterval(() => this.#probe(), PROBE_MS).unref();
    for (const waiting of this.#waiting) this.#giveUp(waiting);
    this.#probe();
  }

  #probe(): void {
    this.#options.probe().then(
      () => this.#answered(),
      (error: unknown) => this.#options.isAnswer(error) && this.#answered(),
    );
  }
}
