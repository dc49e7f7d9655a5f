/** A person who goes from room to room in one day is bound to the account alone after these. */
const ROOMS_PER_ACCOUNT = 3;
/**
 * Far longer than credentials live: coturn lets an allocation that was made with them be refreshed
 * for as long as its owner likes.
 */
const REMEMBERED_MS = 24 * 3_600_000;

/**
 * The names that one account has at the relay. coturn counts its `user-quota` by what follows the
 * expiry, so every other name is a quota of its own: an account gets a name for each of its first
 * rooms in a day and one more for all else, and so a bounded part of the relay. Nobody is refused.
 */
export class TurnUsernames {
  readonly #now: () => number;
  /** By account, the one that asked last at the end: when each room was first named. */
  readonly #rooms = new Map<string, Map<string, number>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** What follows the expiry in the account's credentials: `user:room` or `user`. */
  nameFor(userId: string, roomId: string | undefined): string {
    if (roomId === undefined) return userId;
    this.#forgetOld();
    const rooms = this.#rooms.get(userId) ?? new Map<string, number>();
    if (!rooms.has(roomId)) {
      if (rooms.size >= ROOMS_PER_ACCOUNT) return userId;
      // At the end, so that those at the front are the ones that nobody added to for the longest.
      this.#rooms.delete(userId);
      this.#rooms.set(userId, rooms.set(roomId, this.#now()));
    }
    return `${userId}:${roomId}`;
  }

  /** An account is forgotten as a whole, a day after its last new room. */
  #forgetOld(): void {
    const until = this.#now() - REMEMBERED_MS;
    for (const [userId, rooms] of this.#rooms) {
      if (Math.max(...rooms.values()) > until) return;
      this.#rooms.delete(userId);
    }
  }
}
