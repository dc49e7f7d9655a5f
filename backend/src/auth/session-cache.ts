/** How long a node trusts that a session is alive after it has read the database. */
const TRUSTED_MS = 5_000;

/** Caches which sessions are alive, for a few seconds, and which have ended, for good. */
export function createSessionCache(now: () => number) {
  const MAX = 50_000;
  const alive = new Map<string, number>();
  const ended = new Set<string>();
  return {
    get(sessionId: string): boolean | undefined {
      if (ended.has(sessionId)) return false;
      const until = alive.get(sessionId);
      return until !== undefined && until > now() ? true : undefined;
    },
    confirm(sessionId: string): void {
      // All entries are trusted equally long, so they expire in the order of the map.
      for (const [oldest, until] of alive) {
        if (until > now() && alive.size < MAX) break;
        alive.delete(oldest);
      }
      alive.delete(sessionId);
      alive.set(sessionId, now() + TRUSTED_MS);
    },
    end(sessionId: string): void {
      alive.delete(sessionId);
      // Harmless, because the database has no ended session.
      if (ended.size >= MAX) ended.clear();
      ended.add(sessionId);
    },
  };
}
