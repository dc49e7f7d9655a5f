const FIRST_MS = 500;
const LONGEST_MS = 10_000;

const TRANSIENT = new Set([
  'NETWORK',
  'TIMEOUT',
  'UNAVAILABLE',
  'BUSY',
  'RATE_LIMITED',
  'INTERNAL',
  'TOKEN_EXPIRED',
]);

/** Whether the same command may succeed later without any action by the user. */
export function isTransient(error: { readonly code: string }): boolean {
  return TRANSIENT.has(error.code);
}

/**
 * Milliseconds before attempt `attempt` (1, 2, …): exponential backoff with a cap. Jitter spreads
 * it between half and all of that, so that many clients do not retry at the same moment.
 *
 * @param retryAfterSeconds the least delay, if the server asked for one
 */
export function retryDelay(attempt: number, retryAfterSeconds = 0): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (Math.min(attempt, 10) - 1));
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  const spread = ceiling * (0.5 + random / 2 ** 33);
  return Math.max(spread, retryAfterSeconds * 1_000);
}
