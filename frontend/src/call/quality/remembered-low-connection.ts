const KEY = 'parley.low-connection';

export type LowConnectionStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** Whether the low-connection mode was on. Never throws: storage may be forbidden. */
export function readLowConnection(storage: LowConnectionStorage | undefined): boolean {
  try {
    return storage?.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

/** Never throws: without storage the choice holds until the client is closed. */
export function rememberLowConnection(
  storage: LowConnectionStorage | undefined,
  on: boolean,
): void {
  try {
    storage?.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // Storage is full or forbidden.
  }
}
