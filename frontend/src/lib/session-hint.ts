/**
 * Whether this browser was signed in when it last knew. No secret and no proof: it only spares
 * visitors who never signed in a request that must fail.
 */
export interface SessionHint {
  read(): 'signed-in' | 'signed-out' | 'unknown';
  write(hint: 'signed-in' | 'signed-out'): void;
}

const KEY = 'parley:session';

export function createSessionHint(storage: () => Storage): SessionHint {
  return {
    read() {
      try {
        const stored = storage().getItem(KEY);
        return stored === 'signed-in' || stored === 'signed-out' ? stored : 'unknown';
      } catch {
        return 'unknown';
      }
    },
    write(hint) {
      try {
        storage().setItem(KEY, hint);
      } catch {
        // Storage is blocked or full; the hint is not needed for correctness.
      }
    },
  };
}
