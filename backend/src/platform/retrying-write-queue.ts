import { isTransientConflict } from './conflicts';
import { isDatabaseDown } from './errors';
import type { Logger } from './logger';
import { systemScheduler, type Scheduler, type Timer } from './scheduler';

const RETRY_MS = 1_000;

interface PendingWrite {
  readonly task: () => Promise<unknown>;
  /** Lets the caller of `write` go on. */
  readonly settle: () => void;
}

/**
 * For writes about events that have happened already and must reach the database although it does
 * not answer at the moment: a participant left, a meeting ended. Writes of one key run one after
 * another in their order, and a key whose write has to wait does not hold up other keys. A write
 * that fails because the database is down is repeated until it works; a write that fails for
 * another reason is logged and dropped.
 */
export class RetryingWriteQueue {
  readonly #pending = new Map<string, PendingWrite[]>();
  readonly #drains = new Map<string, Promise<void>>();
  /** Keys that wait for the next retry. */
  readonly #stuck = new Set<string>();
  #timer: Timer | undefined;

  constructor(
    private readonly logger: Logger,
    private readonly scheduler: Scheduler = systemScheduler,
  ) {}

  /** Resolves when `task` has run, or when it has to wait for the database. Never rejects. */
  write(key: string, task: () => Promise<unknown>): Promise<void> {
    return new Promise((settle) => {
      const writes = this.#pending.get(key) ?? [];
      this.#pending.set(key, writes);
      writes.push({ task, settle });
      if (this.#stuck.has(key)) settle();
      else void this.#drain(key);
    });
  }

  /**
   * Runs the pending writes of one key now, for a caller that must not overtake them.
   * @returns whether all of them are written
   */
  async catchUp(key: string): Promise<boolean> {
    await this.#drain(key);
    return !this.#pending.has(key);
  }

  /**
   * Runs all pending writes a last time, for the end of the process.
   * @returns how many could not be written
   */
  async flush(): Promise<number> {
    await Promise.all([...this.#pending.keys()].map((key) => this.#drain(key)));
    this.#timer?.cancel();
    this.#timer = undefined;
    return [...this.#pending.values()].reduce((sum, writes) => sum + writes.length, 0);
  }

  /** One drain at a time for each key: two would run the first write twice and skip another. */
  #drain(key: string): Promise<void> {
    const writes = this.#pending.get(key);
    if (writes === undefined) return Promise.resolve();
    const drain = this.#drains.get(key) ?? this.#runAll(key, writes);
    this.#drains.set(key, drain);
    return drain;
  }

  async #runAll(key: string, writes: PendingWrite[]): Promise<void> {
    this.#stuck.delete(key);
    for (let write = writes[0]; write !== undefined; write = writes[0]) {
      if (!(await this.#attempt(write.task))) {
        this.#wait(key, writes);
        break;
      }
      writes.shift();
      write.settle();
    }
    if (writes.length === 0) this.#pending.delete(key);
    // In the same turn as the last look at `writes`, so that no write is added in between.
    this.#drains.delete(key);
  }

  #wait(key: string, writes: PendingWrite[]): void {
    this.#stuck.add(key);
    for (const { settle } of writes) settle();
    this.#timer ??= this.scheduler.setTimer(RETRY_MS, async () => {
      this.#timer = undefined;
      await Promise.all([...this.#stuck].map((stuck) => this.#drain(stuck)));
    });
  }

  /** @returns false if the database is down and the write has to be repeated */
  async #attempt(task: () => Promise<unknown>): Promise<boolean> {
    try {
      await task();
    } catch (error) {
      if (isDatabaseDown(error) || isTransientConflict(error)) return false;
      this.logger.error({ err: error }, 'a write failed and was dropped');
    }
    return true;
  }
}
