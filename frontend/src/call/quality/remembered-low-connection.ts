const KEY = 'parley.low-connection';

export type LowConnectionStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** Whether data was to be saved the last time. Never throws: storage may be forbidden. */
export function readSaving(storage: LowConnectionStorage | undefined): boolean {
  try {
    return storage?.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

/** Never throws: a choice that cannot be kept still holds for this visit. */
export function rememberSaving(storage: LowConnectionStorage | undefined, on: boolean): void {
  try {
    storage?.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // Storage is full or forbidden.
  }
}
