import { retryDelay } from './backoff';
import { onlineOrAfter } from './network-events';

/** With the delays between them five to ten seconds: longer than most passing faults. */
const TRIES = 6;

/**
 * Imports code on demand and tries again after a failure. Browsers abort requests when the network
 * changes (Chromium: `ERR_NETWORK_CHANGED`, also for one more address on the same network). Some
 * remember the failure for the life of the document (HTML's module map, whatwg/html#6768); there
 * only a new document helps.
 *
 * @param tries the largest number of attempts
 * @throws what the last attempt threw
 */
export async function loadPart<T>(load: () => Promise<T>, tries = TRIES): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await load();
    } catch (error) {
      if (failures >= tries) throw error;
      await onlineOrAfter(retryDelay(failures));
    }
  }
}
