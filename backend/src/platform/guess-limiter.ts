import type { LimitScope } from '@parley/shared/errors';
import { AppError } from './errors';
import { AttemptGate } from './attempt-gate';

/** How wrong guesses slow down further ones. */
export interface GuessPolicy {
  /** Wrong guesses without a delay. */
  readonly free: number;
  /** The delay after the next wrong guess, in seconds; each further one doubles it. */
  readonly firstSeconds: number;
  readonly longestSeconds: number;
  /** A key without a wrong guess for this time is forgotten. */
  readonly forgetSeconds: number;
  /** What the limit counts by; it decides the text that a client shows for a refusal. */
  readonly scope: LimitScope;
}

/** Slows down guesses instead of locking out: after each delay one guess is possible. */
export interface GuessLimiter {
  /**
   * Runs a guess, such as a sign-in, whose result is null if it was wrong. Parallel guesses get no
   * further than serial ones: a key never has more guesses in progress than it may have wrong ones.
   * @throws {AppError} RATE_LIMITED with the seconds to wait
   */
  attempt<T>(key: string, run: () => Promise<T | null>): Promise<T | null>;
  reset(key: string): void;
}

interface Guesses {
  wrong: number;
  /** Milliseconds of the monotonic clock. */
  nextAt: number;
  forgetAt: number;
}

/** More keys than this would only be an attack on the memory; the oldest are forgotten. */
const MAX_KEYS = 50_000;

/**
 * Creates a limiter in the memory of this process.
 * @param factor multiplies the free guesses
 * @param now milliseconds of a monotonic clock
 */
export function createGuessLimiter(
  policy: GuessPolicy,
  factor: number,
  now: () => number = () => performance.now(),
): GuessLimiter {
  const free = Math.max(1, Math.round(policy.free * factor));
  /** By key; the one without a wrong guess for the longest time is first. */
  const known = new Map<string, Guesses>();
  const gate = new AttemptGate();

  function current(key: string): Guesses | undefined {
    const guesses = known.get(key);
    if (guesses === undefined || guesses.forgetAt > now()) return guesses;
    known.delete(key);
    return undefined;
  }

  function noteWrong(key: string): void {
    const wrong = (current(key)?.wrong ?? 0) + 1;
    const doublings = Math.min(wrong - free - 1, 30);
    const seconds =
      wrong <= free ? 0 : Math.min(policy.firstSeconds * 2 ** doublings, policy.longestSeconds);
    known.delete(key);
    for (const [oldest, { forgetAt }] of known) {
      if (forgetAt > now() && known.size < MAX_KEYS) break;
      known.delete(oldest);
    }
    known.set(key, {
      wrong,
      nextAt: now() + seconds * 1000,
      forgetAt: now() + policy.forgetSeconds * 1000,
    });
  }

  /** How many guesses may be in progress. @throws {AppError} RATE_LIMITED */
  function placesOf(key: string): number {
    const guesses = current(key);
    if (guesses === undefined) return free;
    const ms = guesses.nextAt - now();
    if (ms > 0) {
      throw new AppError('RATE_LIMITED', {
        retryAfter: Math.ceil(ms / 1000),
        scope: policy.scope,
      });
    }
    return Math.max(1, free - guesses.wrong);
  }

  return {
    attempt: (key, run) =>
      gate.run(
        key,
        () => placesOf(key),
        async () => {
          const found = await run();
          if (found === null) noteWrong(key);
          return found;
        },
      ),
    reset: (key) => void known.delete(key),
  };
}
