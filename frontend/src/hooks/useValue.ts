import { useCallback, useSyncExternalStore } from 'react';
import type { ReadonlyValue } from '../core/value';

/** The current value, and a render at each change. */
export function useValue<T>(value: ReadonlyValue<T>): T {
  const get = () => value.get();
  return useSyncExternalStore(
    useCallback((listener) => value.subscribe(listener), [value]),
    get,
    get,
  );
}

/**
 * A part of a value, and a render only when that part changes.
 *
 * @param select gives the same part (`Object.is`) for the same value
 */
export function useValuePart<T, P>(value: ReadonlyValue<T>, select: (current: T) => P): P {
  return useSyncExternalStore(
    useCallback((listener) => value.subscribe(listener), [value]),
    () => select(value.get()),
  );
}
