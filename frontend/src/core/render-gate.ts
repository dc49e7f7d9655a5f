import { createValue, type ReadonlyValue, type Value } from './value';

/**
 * Passes a value on to the UI, except while rendering it would delay something more urgent. The UI
 * then gets the latest value at the end of the hold and never sees those in between.
 */
export class RenderGate<T> implements ReadonlyValue<T> {
  readonly #source: ReadonlyValue<T>;
  readonly #value: Value<T>;
  #hold: ReturnType<typeof setTimeout> | undefined;

  constructor(source: ReadonlyValue<T>) {
    this.#source = source;
    this.#value = createValue(source.get());
    source.subscribe(() => {
      if (this.#hold === undefined) this.release();
    });
  }

  get(): T {
    return this.#value.get();
  }

  subscribe(listener: () => void): () => void {
    return this.#value.subscribe(listener);
  }

  /**
   * Passes nothing on until `release`, for `ms` milliseconds at most. Does not prolong a hold that is
   * under way.
   */
  hold(ms: number): void {
    this.#hold ??= setTimeout(() => this.release(), ms);
  }

  /** Passes the latest value on and ends the hold. */
  release(): void {
    clearTimeout(this.#hold);
    this.#hold = undefined;
    this.#value.set(this.#source.get());
  }
}
