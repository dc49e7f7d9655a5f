/** A readable value that tells its listeners when it changes. */
export interface ReadonlyValue<T> {
  get(): T;
  /** Calls `listener` after each change; returns the way to stop. */
  subscribe(listener: () => void): () => void;
}

/** A value that its owner may set. Setting the same value (`Object.is`) tells nobody. */
export interface Value<T> extends ReadonlyValue<T> {
  set(next: T): void;
  update(change: (current: T) => T): void;
}

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
