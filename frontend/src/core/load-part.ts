import { retryDelay } from './backoff';
import { onlineOrAfter } from './network-events';

/** Together with the pauses between them five to ten seconds: longer than most faults that pass. */
const TRIES = 6;

/**
 * Loads code that is fetched when it is needed, and again where that failed: browsers drop what is
 * under way when the network changes (in Chromium `ERR_NETWORK_CHANGED`, also for one more address
 * on the same network). Some remember the failure for as long as the document lives (HTML's module
 * map, whatwg/html#6768); there only a new document helps.
 *
 * @param tries how often at most.
 * @throws what the last try threw.
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
