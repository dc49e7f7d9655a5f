/** Where a tab keeps what one account wrote in one room and the server has not acknowledged. */
export const unsentKey = (accountId: string, code: string): string =>
  `${PREFIX}${accountId}:${code}`;

const PREFIX = 'parley:unsent:';

/**
 * Removes unsent messages from this tab's storage, as nothing of an account may stay in the browser
 * once its session has ended (ASVS 5.0 14.3.1).
 * @param storage throws where the browser blocks it; nothing is stored then
 * @param keptAccountId whose messages stay
 */
export function forgetUnsent(storage: () => Storage, keptAccountId?: string): void {
  try {
    const kept = keptAccountId === undefined ? undefined : unsentKey(keptAccountId, '');
    for (const key of Object.keys(storage())) {
      if (!key.startsWith(PREFIX) || (kept !== undefined && key.startsWith(kept))) continue;
      storage().removeItem(key);
    }
  } catch {
    // Blocked storage holds nothing.
  }
}
