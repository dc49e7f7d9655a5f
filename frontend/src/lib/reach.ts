import { createLog } from '../core/log';

const log = createLog('http');

/** Whether the server answers a request for a small file that always exists. Bypasses caches. */
export async function canReach(): Promise<boolean> {
  try {
    return (await fetch('/favicon.svg', { method: 'HEAD', cache: 'no-store' })).ok;
  } catch (error) {
    log.warn('the server cannot be reached', { error });
    return false;
  }
}
