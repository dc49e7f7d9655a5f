import { createLog } from '../core/log';

const log = createLog('storage');

/**
 * The local storage, or undefined if the browser blocks it. Blocked storage throws when the property
 * is read; in some in-app browsers the property is null.
 */
export function storageIfAllowed(): Storage | undefined {
  try {
    const { localStorage } = window as { localStorage: Storage | null };
    return localStorage ?? undefined;
  } catch (error) {
    log.debug('local storage is blocked', { error });
    return undefined;
  }
}

/** The stored value, or null if there is none or storage is blocked. Never throws. */
export function readIfAllowed(key: string): string | null {
  try {
    return storageIfAllowed()?.getItem(key) ?? null;
  } catch (error) {
    log.debug('reading local storage failed', { key, error });
    return null;
  }
}

/** Stores a value unless storage is blocked or full. Never throws. */
export function keepIfAllowed(key: string, value: string): void {
  try {
    storageIfAllowed()?.setItem(key, value);
  } catch (error) {
    log.debug('writing local storage failed', { key, error });
  }
}
