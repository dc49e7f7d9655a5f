import { createLog } from '../../core/log';

const log = createLog('chat');

/** The storage key of an account's unsent messages in a room. */
export const unsentKey = (accountId: string, code: string): string =>
  `${PREFIX}${accountId}:${code}`;

const PREFIX = 'parley:unsent:';

/**
 * Removes unsent messages from this tab's storage. No data of an account may stay in the browser
 * after its session has ended (OWASP ASVS 5.0, 14.3.1).
 *
 * @param storage may throw if the browser blocks storage; nothing is stored then
 * @param keptAccountId the account whose messages stay
 */
export function forgetUnsent(storage: () => Storage, keptAccountId?: string): void {
  try {
    const kept = keptAccountId === undefined ? undefined : unsentKey(keptAccountId, '');
    for (const key of Object.keys(storage())) {
      if (!key.startsWith(PREFIX) || (kept !== undefined && key.startsWith(kept))) continue;
      storage().removeItem(key);
    }
  } catch (error) {
    log.debug('session storage is blocked', { error });
  }
}
