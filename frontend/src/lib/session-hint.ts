import { createLog } from '../core/log';

/**
 * What this browser remembers about its session. It is neither a secret nor a proof: it only saves a
 * browser that never signed in a request that must fail.
 * - `no-cookie`: a user signed in, but the browser did not store the refresh cookie
 * - `blocked`: storage is blocked, so only the server knows
 */
export type HintedSession = 'signed-in' | 'signed-out' | 'no-cookie' | 'unknown' | 'blocked';

export interface SessionHint {
  read(): HintedSession;
  write(hint: 'signed-in' | 'signed-out' | 'no-cookie'): void;
}

const log = createLog('session');

const KEY = 'parley:session';
const KNOWN: readonly (string | null)[] = ['signed-in', 'signed-out', 'no-cookie'];

/**
 * Reads and writes the session hint in `storage`.
 *
 * @param storage may throw or return nothing if the user or a policy blocks storage
 */
export function createSessionHint(storage: () => Storage | null | undefined): SessionHint {
  return {
    read() {
      try {
        const allowed = storage();
        if (!allowed) return 'blocked';
        const stored = allowed.getItem(KEY);
        return KNOWN.includes(stored) ? (stored as HintedSession) : 'unknown';
      } catch (error) {
        log.debug('the session hint cannot be read', { error });
        return 'blocked';
      }
    },
    write(hint) {
      try {
        storage()?.setItem(KEY, hint);
      } catch (error) {
        // Storage is blocked or full. Nothing depends on the hint for correctness.
        log.debug('the session hint cannot be written', { error });
      }
    },
  };
}
