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
  readonly #waiting = new Set<(error: Error) => void>();
  #answeredAt = 0;
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
      const startedAt = performance.now();
      const settle = () => {
        clearTimeout(timer);
        this.#waiting.delete(fail);
      };
      const fail = (error: Error) => {
        settle();
        reject(error);
      };
      const giveUp = () => {
        if (!this.#waiting.has(fail)) return;
        fail(new DatabaseSilentError());
        this.#unanswered(startedAt);
      };
      // After a pause of this process the answer may be there already, unread: sockets come first.
      const timer = setTimeout(() => setImmediate(giveUp), this.#options.limitMs);
      this.#waiting.add(fail);
      operation().then(
        (value) => {
          settle();
          this.#answered();
          resolve(value);
        },
        (error: Error) => {
          fail(error);
          if (this.#options.isAnswer(error)) this.#answered();
          else if (isDatabaseDown(error)) this.#unanswered(startedAt);
        },
      );
    });
  }

  /** Ends the probing, for the end of the connection. */
  stop(): void {
    clearInterval(this.#probes);
    this.#probes = undefined;
  }

  #answered(): void {
    this.#answeredAt = performance.now();
    this.stop();
  }

  /** @param since when an operation started that found no answer */
  #unanswered(since: number): void {
    const quietMs = performance.now() - Math.max(this.#answeredAt, since);
    if (this.#probes !== undefined || quietMs < SILENT_PART * this.#options.limitMs) return;
    this.#probes = setInterval(() => this.#probe(), PROBE_MS).unref();
    for (const fail of this.#waiting) fail(new DatabaseSilentError());
    this.#probe();
  }

  #probe(): void {
    this.#options.probe().then(
      () => this.#answered(),
      (error: unknown) => this.#options.isAnswer(error) && this.#answered(),
    );
  }
}
