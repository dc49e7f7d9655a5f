/**
 * What this browser remembers of being signed in. No secret and no proof: it only spares visitors
 * who never signed in a request that must fail.
 * - `no-cookie`: somebody signed in here, and the browser did not keep the cookie
 * - `blocked`: nothing can be remembered, so only the server knows
 */
export type HintedSession = 'signed-in' | 'signed-out' | 'no-cookie' | 'unknown' | 'blocked';

export interface SessionHint {
  read(): HintedSession;
  write(hint: 'signed-in' | 'signed-out' | 'no-cookie'): void;
}

const KEY = 'parley:session';
const KNOWN: readonly (string | null)[] = ['signed-in', 'signed-out', 'no-cookie'];

/** @param storage may throw or give nothing, where the person or a policy blocks storage */
export function createSessionHint(storage: () => Storage | null | undefined): SessionHint {
  return {
    read() {
      try {
        const kept = storage();
        if (!kept) return 'blocked';
        const stored = kept.getItem(KEY);
        return KNOWN.includes(stored) ? (stored as HintedSession) : 'unknown';
      } catch {
        return 'blocked';
      }
    },
    write(hint) {
      try {
        storage()?.setItem(KEY, hint);
      } catch {
        // Storage is blocked or full; the hint is not needed for correctness.
      }
    },
  };
}
