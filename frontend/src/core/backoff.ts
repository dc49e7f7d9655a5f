/** How long to wait between attempts. All times in milliseconds. */
export interface BackoffPolicy {
  /** Upper bound of the delay before the first retry; it doubles with each further attempt. */
  readonly firstMs: number;
  /** The upper bound grows no further than this. */
  readonly longestMs: number;
  /** Lower bound of every delay. Default: half of the upper bound. */
  readonly leastMs?: number;
}

/** For commands and requests that a reachable server refused or did not answer. */
const COMMANDS: BackoffPolicy = { firstMs: 500, longestMs: 10_000 };
/** For connecting: a restarted server should get its clients back within seconds. */
const CONNECTING: BackoffPolicy = { firstMs: 1_000, longestMs: 3_000, leastMs: 500 };

/**
 * Exponential backoff with jitter: milliseconds before retry `attempt` (1, 2, …), at random between
 * the bounds of the policy, so that many clients do not come back at the same moment.
 *
 * @param random returns a number from 0 up to 1
 */
export function backoff(
  attempt: number,
  { firstMs, longestMs, leastMs }: BackoffPolicy,
  random: () => number = randomFraction,
): number {
  const most = Math.min(longestMs, firstMs * 2 ** (Math.min(attempt, 20) - 1));
  const least = leastMs ?? most / 2;
  return least + random() * (most - least);
}

/** Milliseconds before command `attempt` is sent again; never sooner than the server asked for. */
export function retryDelay(attempt: number, retryAfterSeconds = 0): number {
  return Math.max(backoff(attempt, COMMANDS), retryAfterSeconds * 1_000);
}

/** Milliseconds before attempt 1, 2, 3, … to connect. */
export function reconnectDelay(attempt: number, random?: () => number): number {
  return backoff(attempt, CONNECTING, random);
}

/** At least 0 and less than 1. */
function randomFraction(): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word / 2 ** 32;
}
