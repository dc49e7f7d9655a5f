import { isTransientConflict } from './conflicts';
import { isDatabaseDown } from './errors';
import type { Logger } from './logger';

const RETRY_MS = 1_000;

/**
 * For facts that have happened already and must reach the database although it is away: somebody
 * left, a meeting ended. Such a write is tried at once; when the database is down it waits here, in
 * order, and is tried again until it works. Faults of another kind are logged and dropped.
 */
export class RetryingWriteQueue {
  readonly #waiting: (() => Promise<unknown>)[] = [];
  #timer: NodeJS.Timeout | undefined;
  #draining: Promise<number> | undefined;

  constructor(private readonly logger: Logger) {}

  /** Resolves when written, or when it has to wait. Never rejects. */
  async write(task: () => Promise<unknown>): Promise<void> {
    // Behind what waits already, so that the order of facts is kept.
    if (this.#waiting.length > 0 || !(await this.#attempt(task))) {
      this.#waiting.push(task);
      this.#schedule();
    }
  }

  /** Tries what waits at once, for those who must not overtake it. Whether nothing is left. */
  async catchUp(): Promise<boolean> {
    return (await this.#drain()) === 0;
  }

  /** Tries what waits a last time; for the end of the process. Returns how many are left. */
  flush(): Promise<number> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#drain();
  }

  /** One at a time: two would write the first fact twice and drop another one unwritten. */
  #drain(): Promise<number> {
    this.#draining ??= this.#attemptAll().finally(() => {
      this.#draining = undefined;
    });
    return this.#draining;
  }

  async #attemptAll(): Promise<number> {
    for (let task = this.#waiting[0]; task !== undefined; task = this.#waiting[0]) {
      if (!(await this.#attempt(task))) break;
      this.#waiting.shift();
    }
    return this.#waiting.length;
  }

  async #attempt(task: () => Promise<unknown>): Promise<boolean> {
    try {
      await task();
    } catch (error) {
      if (isDatabaseDown(error) || isTransientConflict(error)) return false;
      this.logger.error({ err: error }, 'a write of the record failed');
    }
    return true;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#drain().then((left) => left > 0 && this.#schedule());
    }, RETRY_MS);
  }
}
