import { createLog } from '../core/log';

const log = createLog('app');

const KEY = 'parley:reloaded-at';
const AT_MOST_EVERY_MS = 60_000;

/**
 * Reloads the document, unless it did so within the last minute: another reload would not help
 * either. Never reloads if storage is blocked, since the last reload is unknown then.
 *
 * @returns whether the document reloads
 */
export function reloadOnce(): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY) ?? 0);
    // The clock may have been set back since.
    if (Math.abs(Date.now() - last) < AT_MOST_EVERY_MS) return false;
    sessionStorage.setItem(KEY, String(Date.now()));
  } catch (error) {
    log.debug('no reload, since session storage is blocked', { error });
    return false;
  }
  log.warn('the document reloads');
  window.location.reload();
  return true;
}
