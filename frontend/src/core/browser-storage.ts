import { createLog } from './log';

const log = createLog('storage');

/** What this application uses of `localStorage`. */
export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** Every key of this application starts with this. */
const PREFIX = 'parley:';

/**
 * Returns `localStorage`, or undefined if the browser blocks it: some browsers throw when a page
 * reads the property, and some in-app browsers set it to null.
 */
export function browserStorage(): Storage | undefined {
  try {
    const { localStorage } = window as { localStorage: Storage | null };
    return localStorage ?? undefined;
  } catch (error) {
    log.debug('local storage is blocked', { error });
    return undefined;
  }
}

/** Reads the entry `parley:${key}`. Never throws: an entry that cannot be read is null. */
export function readStored(storage: KeyValueStorage | undefined, key: string): string | null {
  try {
    return storage?.getItem(PREFIX + key) ?? null;
  } catch (error) {
    log.debug('reading local storage failed', { key, error });
    return null;
  }
}

/**
 * Writes the entry `parley:${key}`. Never throws: if storage is blocked or full, the value holds
 * until this document is closed.
 */
export function writeStored(
  storage: KeyValueStorage | undefined,
  key: string,
  value: string,
): void {
  try {
    storage?.setItem(PREFIX + key, value);
  } catch (error) {
    log.debug('writing local storage failed', { key, error });
  }
}
