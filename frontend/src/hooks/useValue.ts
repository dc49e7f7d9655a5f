import { useCallback, useSyncExternalStore } from 'react';
import type { ReadonlyValue } from '../core/value';

/** The current value, with a render at each change. */
export function useValue<T>(value: ReadonlyValue<T>): T {
  const get = () => value.get();
  return useSyncExternalStore(
    useCallback((listener) => value.subscribe(listener), [value]),
    get,
    get,
  );
}

/**
 * A part of a value, with a render only when that part changes.
 *
 * @param select must return the same part (`Object.is`) for the same value
 */
export function useValuePart<T, P>(value: ReadonlyValue<T>, select: (current: T) => P): P {
  return useSyncExternalStore(
    useCallback((listener) => value.subscribe(listener), [value]),
    () => select(value.get()),
  );
}
