import { CircuitOpenError, isDatabaseDown } from './errors';

export interface DatabaseCircuitBreakerOptions {
  /** Sends the database a small query; resolves with the response. */
  probe: () => Promise<unknown>;
  /** Whether an error is a response of the database, such as a duplicate key. */
  isResponse: (error: unknown) => boolean;
  /** The circuit opens when an operation and a probe have had no response for so long. */
  limitMs?: number;
}

/** After this part of the limit without any response, a probe finds out whether the database hangs. */
const PROBE_PART = 0.5;
/** The circuit opens only if nothing at all got a response for this part of the limit. */
const SILENT_PART = 0.75;
const PROBE_EVERY_MS = 1_000;
const CHECK_EVERY_MS = 100;

interface Pending {
  /** Milliseconds of `performance.now()`. */
  readonly since: number;
  fail: (error: Error) => void;
}

/**
 * A circuit breaker around all operations on the database, which bounds how long a request waits for
 * a database that hangs.
 *
 * - *Closed*: operations run. If one of them has no response in time, and neither has anything else,
 *   including a probe, the circuit opens. A database that responds to anything is only slow, and the
 *   driver's own limits apply to it.
 * - *Open*: all pending operations fail at once, so that those behind a mutex do not wait for the
 *   whole limit again, and new ones are refused.
 * - *Half-open*: every second a probe is sent while operations are still refused. Its response, or a
 *   late response to an earlier operation, closes the circuit.
 *
 * The driver cannot do this: it has no limit for a whole operation (`timeoutMS` has no effect in
 * 7.8), and its heartbeat goes on if only the storage behind FerretDB hangs.
 */
export class DatabaseCircuitBreaker {
  readonly #options: Required<DatabaseCircuitBreakerOptions>;
  /** In the order of their start. */
  readonly #pending = new Set<Pending>();
  #respondedAt = 0;
  #checkTimer: NodeJS.Timeout | undefined;
  /** Runs while the circuit is open. */
  #probeTimer: NodeJS.Timeout | undefined;
  #isProbeSent = false;

  constructor(options: DatabaseCircuitBreakerOptions) {
    this.#options = { limitMs: 2_000, ...options };
  }

  /**
   * Runs an operation on the database. An operation that fails here may still take effect, as any
   * write may whose response is lost.
   * @throws {CircuitOpenError} if the circuit is open, or opens before there is a response
   */
  run<T>(operation: () => Promise<T>): Promise<T> {
    if (this.#probeTimer !== undefined) return Promise.reject(new CircuitOpenError());
    return new Promise<T>((resolve, reject) => {
      const response = operation();
      const pending = { since: performance.now(), fail: reject };
      this.#pending.add(pending);
      // One timer for all operations is cheaper than one for each.
      this.#checkTimer ??= setInterval(() => this.#check(), CHECK_EVERY_MS).unref();
      response.then(
        (value) => {
          this.#pending.delete(pending);
          this.#close();
          resolve(value);
        },
        (error: Error) => {
          this.#pending.delete(pending);
          reject(error);
          if (this.#options.isResponse(error)) this.#close();
          else if (isDatabaseDown(error)) this.#openIfSilent(pending.since);
        },
      );
    });
  }

  /** Stops all timers, for the end of the connection. */
  stop(): void {
    clearInterval(this.#checkTimer);
    clearInterval(this.#probeTimer);
    this.#checkTimer = this.#probeTimer = undefined;
  }

  #check(): void {
    if (this.#pending.size === 0) {
      clearInterval(this.#checkTimer);
      this.#checkTimer = undefined;
      return;
    }
    // After a pause of this process, responses may have arrived already. Let Node read them first.
    setImmediate(() => this.#checkOldest());
  }

  #checkOldest(): void {
    const [oldest] = this.#pending;
    if (oldest === undefined) return;
    const { limitMs } = this.#options;
    if (!this.#isProbeSent && this.#silentMs(oldest.since) >= PROBE_PART * limitMs) this.#probe();
    if (performance.now() - oldest.since >= limitMs) this.#openIfSilent(oldest.since);
  }

  /** For how long no operation has had a response, counted from `since` at the earliest. */
  #silentMs(since: number): number {
    return performance.now() - Math.max(this.#respondedAt, since);
  }

  /** Notes a response, which closes the circuit. */
  #close(): void {
    this.#respondedAt = performance.now();
    this.#isProbeSent = false;
    if (this.#probeTimer === undefined) return;
    clearInterval(this.#probeTimer);
    this.#probeTimer = undefined;
  }

  /** @param since when an operation started that got no response */
  #openIfSilent(since: number): void {
    const isSilent = this.#silentMs(since) >= SILENT_PART * this.#options.limitMs;
    if (this.#probeTimer !== undefined || !isSilent) return;
    this.#probeTimer = setInterval(() => this.#probe(), PROBE_EVERY_MS).unref();
    for (const pending of this.#pending) {
      this.#pending.delete(pending);
      pending.fail(new CircuitOpenError());
    }
    this.#probe();
  }

  #probe(): void {
    this.#isProbeSent = true;
    this.#options.probe().then(
      () => this.#close(),
      (error: unknown) => this.#options.isResponse(error) && this.#close(),
    );
  }
}
