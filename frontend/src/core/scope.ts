/** Owns what must be closed together. Closing twice does nothing; adding to a closed scope closes at once. */
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

  listen(target: EventTarget, type: string, listener: (event: Event) => void): void {
    if (this.#closed) return;
    target.addEventListener(type, listener);
    this.add(() => target.removeEventListener(type, listener));
  }

  interval(run: () => void, milliseconds: number): void {
    if (this.#closed) return;
    const timer = setInterval(run, milliseconds);
    this.add(() => clearInterval(timer));
  }

  /** Closes in the reverse order of adding. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const close of this.#closers.splice(0).reverse()) close();
  }
}
