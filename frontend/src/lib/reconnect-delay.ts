const LEAST_MS = 500;
const MOST_MS = 3_000;

/**
 * Milliseconds before attempt 1, 2, 3, …: at random between half a second and a bound that doubles
 * up to three, so that clients of a restarted server do not come back all at once.
 */
export function reconnectDelay(attempt: number, random: () => number = randomFraction): number {
  const bound = Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(attempt, 10));
  return LEAST_MS + random() * (bound - LEAST_MS);
}

/** 0 up to, but not, 1. */
function randomFraction(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}
