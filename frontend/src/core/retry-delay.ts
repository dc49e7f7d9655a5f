import type { CallError } from '../call/session/call-snapshot';

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

/** Whether the same command may succeed later without anybody doing anything. */
export function isTransient(error: CallError): boolean {
  return TRANSIENT.has(error.code);
}

/**
 * Milliseconds before try `attempt` (1, 2, …): doubling and capped, spread at random between half
 * and all of it so that many clients do not come back at once; never sooner than the server said.
 */
export function retryDelay(attempt: number, retryAfterSeconds = 0): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (Math.min(attempt, 10) - 1));
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  const spread = ceiling * (0.5 + random / 2 ** 33);
  return Math.max(spread, retryAfterSeconds * 1_000);
}
