/** Runs asynchronous tasks one after another. A task that fails does not stop the next one. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects with `task`. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    // The caller handles the failure; here it must only not stop the next task.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
