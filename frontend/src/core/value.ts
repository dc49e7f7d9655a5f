/** A value that can be read and subscribed to. */
export interface ReadonlyValue<T> {
  get(): T;
  /** Calls `listener` after each change. Returns a function that stops that. */
  subscribe(listener: () => void): () => void;
}

/** A value that can be set. Setting the same value (`Object.is`) calls no listener. */
export interface Value<T> extends ReadonlyValue<T> {
  set(next: T): void;
  update(change: (current: T) => T): void;
}

/** Creates a value with no listeners. */
export function createValue<T>(initial: T): Value<T> {
  let current = initial;
  const listeners = new Set<() => void>();
  const set = (next: T): void => {
    if (Object.is(next, current)) return;
    current = next;
    for (const listener of listeners) listener();
  };
  return {
    get: () => current,
    set,
    update: (change) => set(change(current)),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
