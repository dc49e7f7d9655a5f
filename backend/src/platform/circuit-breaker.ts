import { CircuitOpenError, isDatabaseDown } from './errors';

export interface DatabaseCircuitBreakerOptions {
  /** Asks the database something small; resolves when it has answered. */
  probe: () => Promise<unknown>;
  /** Whether an error is an answer of the database, such as a duplicate key. */
  isAnswer: (error: unknown) => boolean;
  /** A database that has left an operation and a probe without an answer so long is silent. */
  limitMs?: number;
}

/** After this part of the limit without any answer a probe shows whether it is slow or silent. */
const ASK_PART = 0.5;
/** Nothing at all was answered for this part of the limit: silent. */
const SILENT_PART = 0.75;
const PROBE_MS = 1_000;
const LOOK_MS = 100;

interface Waiting {
  /** Milliseconds of `performance.now()`. */
  since: number;
  fail: (error: Error) => void;
}

/**
 * Limits how long anybody waits for a database that is silent. When an operation has no answer in
 * time, and neither has anything else, a probe included, all that wait fail at once: those behind
 * a lock must not wait the whole time once more. From then on operations are refused, until a probe,
 * or a late answer, shows that the database is back. One that answers is only slow, and the driver's
 * own limits hold.
 *
 * The limit is kept here since the driver has none for a whole operation: its `timeoutMS` has no
 * effect in 7.8, and its heartbeat goes on where only the storage behind a FerretDB has frozen.
 */
export class DatabaseCircuitBreaker {
  readonly #options: Required<DatabaseCircuitBreakerOptions>;
  /** In the order in which they began. */
  readonly #waiting = new Set<Waiting>();
  #answeredAt = 0;
  #looks: NodeJS.Timeout | undefined;
  #probes: NodeJS.Timeout | undefined;
  #asked = false;

  constructor(options: DatabaseCircuitBreakerOptions) {
    this.#options = { limitMs: 2_000, ...options };
  }

  /**
   * Runs an operation of the database. It may still take effect after it was given up, as any
   * write may whose answer is lost.
   * @throws {CircuitOpenError} when there is no answer in time, or none to be expected
   */
  within<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#probes !== undefined) return Promise.reject(new CircuitOpenError());
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
    setImmediate(() => this.#judge());
  }

  #judge(): void {
    const [oldest] = this.#waiting;
    if (oldest === undefined) return;
    const { limitMs } = this.#options;
    const askAfterMs = ASK_PART * limitMs;
    if (!this.#asked && this.#quietMs(oldest.since) >= askAfterMs) this.#probe();
    if (performance.now() - oldest.since >= limitMs) this.#unanswered(oldest.since);
  }

  /** How long nothing was answered to those who have waited since then. */
  #quietMs(since: number): number {
    return performance.now() - Math.max(this.#answeredAt, since);
  }

  #giveUp(waiting: Waiting): void {
    this.#waiting.delete(waiting);
    waiting.fail(new CircuitOpenError());
  }

  #answered(): void {
    this.#answeredAt = performance.now();
    this.#asked = false;
    if (this.#probes === undefined) return;
    clearInterval(this.#probes);
    this.#probes = undefined;
  }

  /** @param since when an operation started that found no answer */
  #unanswered(since: number): void {
    const isSilent = this.#quietMs(since) >= SILENT_PART * this.#options.limitMs;
    if (this.#probes !== undefined || !isSilent) return;
    this.#probes = setInterval(() => this.#probe(), PROBE_MS).unref();
    for (const waiting of this.#waiting) this.#giveUp(waiting);
    this.#probe();
  }

  #probe(): void {
    this.#asked = true;
    this.#options.probe().then(
      () => this.#answered(),
      (error: unknown) => this.#options.isAnswer(error) && this.#answered(),
    );
  }
}
