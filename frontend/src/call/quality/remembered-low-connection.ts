import { createLog } from '../../core/log';

const log = createLog('storage');

const KEY = 'parley.low-connection';

export type LowConnectionStorage = Pick<Storage, 'getItem' | 'setItem'>;

/** Whether the low-connection mode was on. Never throws: storage may be forbidden. */
export function readLowConnection(storage: LowConnectionStorage | undefined): boolean {
  try {
    return storage?.getItem(KEY) === 'on';
  } catch (error) {
    log.debug('the low-connection mode cannot be read', { error });
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
  } catch (error) {
    log.debug('the low-connection mode cannot be stored', { error });
  }
}
