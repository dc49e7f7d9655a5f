import { createValue, type ReadonlyValue, type Value } from './value';

/**
 * A value as it is shown: the same as its source but for short whiles in which showing it would
 * hold up something more urgent. What it is after such a while is shown then, what it was meanwhile
 * never.
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

  /** Shows nothing new until `release`, or for `ms` milliseconds; a hold under way is not prolonged. */
  hold(ms: number): void {
    this.#hold ??= setTimeout(() => this.release(), ms);
  }

  release(): void {
    clearTimeout(this.#hold);
    this.#hold = undefined;
    this.#value.set(this.#source.get());
  }
}
