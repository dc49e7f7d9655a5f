/** A timer that has been set. */
export interface Timer {
  /** Idempotent; does nothing after the timer has fired. */
  cancel(): void;
}

/**
 * Runs tasks later, by a clock that only moves forward. Leases are measured with it, so that a
 * correction of the wall clock neither shortens nor lengthens them.
 */
export interface Scheduler {
  /** Milliseconds since an arbitrary moment; never decreases. */
  monotonic(): number;
  /** Runs `task` once after `ms` milliseconds. */
  setTimer(ms: number, task: () => void | Promise<void>): Timer;
}

/** The clock and the timers of this process. */
export const systemScheduler: Scheduler = {
  monotonic: () => performance.now(),
  setTimer(ms, task) {
    const timer = setTimeout(() => void task(), ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
