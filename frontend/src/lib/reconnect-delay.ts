const LEAST_MS = 500;
const MOST_MS = 3_000;

/**
 * Milliseconds before attempt 1, 2, 3, …: random between half a second and a bound that doubles up to
 * three seconds, so that the clients of a restarted server do not reconnect at the same moment.
 */
export function reconnectDelay(attempt: number, random: () => number = randomFraction): number {
  const bound = Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(attempt, 10));
  return LEAST_MS + random() * (bound - LEAST_MS);
}

/** At least 0 and less than 1. */
function randomFraction(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}
