/** Bounds how many attempts of one key are in progress; further ones wait for an outcome. */
export class AttemptGate {
  readonly #running = new Map<string, Attempts>();

  /**
   * @param places how many attempts of the key may be in progress now; asked again after each outcome.
   *   It throws to refuse the attempt
   */
  async run<T>(key: string, places: () => number, attempt: () => Promise<T>): Promise<T> {
    const running = await this.#enter(key, places);
    try {
      return await attempt();
    } finally {
      running.end();
      if (running.count === 0) this.#running.delete(key);
    }
  }

  async #enter(key: string, places: () => number): Promise<Attempts> {
    for (;;) {
      const free = places();
      const running = this.#running.get(key) ?? new Attempts();
      if (running.count < free) {
        this.#running.set(key, running);
        running.count += 1;
        return running;
      }
      await running.nextEnd();
    }
  }
}

/** The attempts of one key that are in progress, and those that wait for one of them to end. */
class Attempts {
  count = 0;
  #waiting: (() => void)[] = [];

  nextEnd(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  end(): void {
    this.count -= 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}
