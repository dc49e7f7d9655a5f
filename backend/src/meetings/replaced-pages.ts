/** How many are remembered; the oldest are forgotten first. */
const MOST = 10_000;

/**
 * Pages that gave way to another page of their account. One that was offline when that happened
 * heard nothing of it, and must not take the seat back when its network returns: only a person does
 * that, by joining afresh. Kept beyond a seat and its meeting, since all of them may be over by then.
 */
export class ReplacedPages {
  /** By room and account: the page that was seated last. */
  readonly #latest = new Map<string, string>();
  readonly #replaced = new Set<string>();

  /** The page has the seat from now on, and the one before it no more. */
  seated(roomId: string, userId: string, instanceId: string): void {
    const place = `${roomId}:${userId}`;
    const before = this.#latest.get(place);
    if (before !== undefined && before !== instanceId) {
      this.#replaced.add(`${place}:${before}`);
      forgetOldest(this.#replaced);
    }
    this.#latest.delete(place);
    this.#latest.set(place, instanceId);
    forgetOldest(this.#latest);
  }

  has(roomId: string, userId: string, instanceId: string): boolean {
    return this.#replaced.has(`${roomId}:${userId}:${instanceId}`);
  }
}

function forgetOldest(known: Set<string> | Map<string, string>): void {
  if (known.size <= MOST) return;
  for (const oldest of known.keys()) {
    known.delete(oldest);
    return;
  }
}
