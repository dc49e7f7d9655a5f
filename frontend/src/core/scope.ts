/** Owns resources that are closed together. A resource added to a closed scope is closed at once. */
export class Scope {
  readonly #closers: (() => void)[] = [];
  #closed = false;

  get closed(): boolean {
    return this.#closed;
  }

  add(close: () => void): void {
    if (this.#closed) close();
    else this.#closers.push(close);
  }

  /** Adds an event listener until the scope closes. */
  listen(target: EventTarget, type: string, listener: (event: Event) => void): void {
    if (this.#closed) return;
    target.addEventListener(type, listener);
    this.add(() => target.removeEventListener(type, listener));
  }

  /** Calls `run` at this interval until the scope closes. */
  interval(run: () => void, milliseconds: number): void {
    if (this.#closed) return;
    const timer = setInterval(run, milliseconds);
    this.add(() => clearInterval(timer));
  }

  /** Closes all resources, the newest first. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const close of this.#closers.splice(0).reverse()) close();
  }
}
