import type { Scheduler, Timer } from '../scheduler';

interface PendingTimer {
  readonly at: number;
  readonly task: () => void | Promise<void>;
}

/** A scheduler whose time only passes when a test advances it. */
export class ManualScheduler implements Scheduler {
  readonly #startedAt = Date.now();
  readonly #pending = new Set<PendingTimer>();
  #elapsed = 0;

  /** The wall clock that belongs to this scheduler, in milliseconds since the epoch. */
  readonly now = (): number => this.#startedAt + this.#elapsed;

  monotonic(): number {
    return this.#elapsed;
  }

  setTimer(ms: number, task: () => void | Promise<void>): Timer {
    const timer = { at: this.#elapsed + ms, task };
    this.#pending.add(timer);
    return { cancel: () => void this.#pending.delete(timer) };
  }

  /** Lets time pass and waits for every task that becomes due, one after another. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#pending.delete(timer);
      this.#elapsed = Math.max(this.#elapsed, timer.at);
      await timer.task();
    }
    this.#elapsed = end;
  }

  /** The timer that is due first, if it is due by `end`. */
  #next(end: number): PendingTimer | undefined {
    let next: PendingTimer | undefined;
    for (const timer of this.#pending) {
      if (timer.at <= end && (next === undefined || timer.at < next.at)) next = timer;
    }
    return next;
  }
}
