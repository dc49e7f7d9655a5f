/** After this many rooms in a day, further rooms of an account share one name. */
const ROOMS_PER_ACCOUNT = 3;
/** Far longer than credentials are valid, because coturn refreshes an old allocation without end. */
const REMEMBERED_MS = 24 * 3_600_000;

/**
 * The usernames that an account has at the TURN server. coturn applies `user-quota` to the part after
 * the expiry, so each name has a quota of its own. An account gets one name for each of its first
 * rooms in a day and one for everything else, so its share of the relay is bounded. It is never
 * refused.
 */
export class TurnUsernames {
  readonly #now: () => number;
  /** When each room got its name, by account; the account with the latest new room is the last. */
  readonly #rooms = new Map<string, Map<string, number>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Returns the part of the username after the expiry: `user:room` or `user`. */
  nameFor(userId: string, roomId: string | undefined): string {
    if (roomId === undefined) return userId;
    this.#forgetOld();
    const rooms = this.#rooms.get(userId) ?? new Map<string, number>();
    if (!rooms.has(roomId)) {
      if (rooms.size >= ROOMS_PER_ACCOUNT) return userId;
      // Moved to the end, so that the accounts at the front are the ones to forget first.
      this.#rooms.delete(userId);
      this.#rooms.set(userId, rooms.set(roomId, this.#now()));
    }
    return `${userId}:${roomId}`;
  }

  /** Forgets accounts a day after their last new room. */
  #forgetOld(): void {
    const until = this.#now() - REMEMBERED_MS;
    for (const [userId, rooms] of this.#rooms) {
      if (Math.max(...rooms.values()) > until) return;
      this.#rooms.delete(userId);
    }
  }
}
