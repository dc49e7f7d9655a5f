import type { LimitScope } from '@parley/shared/errors';
import ipaddr from 'ipaddr.js';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppError } from './errors';

/** So many points in so many seconds. */
export interface Limit {
  readonly points: number;
  readonly seconds: number;
  /** Whose points they are, for the words of a refusal. */
  readonly scope: LimitScope;
}

/** Counts by key and refuses when the points are used up. */
export interface Limiter {
  /** @throws {AppError} RATE_LIMITED with the seconds to wait */
  consume(key: string): Promise<void>;
  /**
   * Runs what may miss, which it says by null, and only a miss costs a point. Of one key no more run
   * at once than have points left, and the rest wait for what comes of those: guesses in parallel
   * are no more than guesses in a row, and nobody is refused for a miss that did not happen.
   * @throws {AppError} RATE_LIMITED where nothing is left
   */
  attempt<T>(key: string, run: () => Promise<T | null>): Promise<T | null>;
  reset(key: string): Promise<void>;
}

/** A limiter in this process's memory. */
export function createLimiter(limit: Limit, factor: number): Limiter {
  const points = Math.max(1, Math.round(limit.points * factor));
  const limiter = new RateLimiterMemory({ points, duration: limit.seconds });
  const attempts = new Map<string, Attempts>();
  const refusal = (msBeforeNext: number) =>
    new AppError('RATE_LIMITED', {
      retryAfter: Math.max(1, Math.ceil(msBeforeNext / 1000)),
      scope: limit.scope,
    });

  /**
   * Takes a place among those that run. The count in memory answers within the turn, so that what
   * misses after the look is still running when its answer is judged.
   */
  async function enter(key: string): Promise<Attempts> {
    for (;;) {
      const state = await limiter.get(key);
      const missed = state?.consumedPoints ?? 0;
      if (state !== null && missed >= points) throw refusal(state.msBeforeNext);
      const running = attempts.get(key) ?? new Attempts();
      if (missed + running.count < points) {
        attempts.set(key, running);
        running.count += 1;
        return running;
      }
      await running.nextEnd();
    }
  }

  return {
    async consume(key) {
      try {
        await limiter.consume(key);
      } catch (result) {
        if (result instanceof Error) throw result;
        throw refusal((result as { msBeforeNext: number }).msBeforeNext);
      }
    },
    async attempt(key, run) {
      const running = await enter(key);
      try {
        const found = await run();
        if (found === null) await limiter.penalty(key);
        return found;
      } finally {
        running.end();
        if (running.count === 0) attempts.delete(key);
      }
    },
    async reset(key) {
      await limiter.delete(key);
    },
  };
}

/** What runs of one key, and who waits for an end among it. */
class Attempts {
  count = 0;
  #waiting: (() => void)[] = [];

  nextEnd(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  end(): void {
    this.count -= 1;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

/** Those who watch a server ask these often, and their answers cost nothing (`readiness.ts`). */
const UNCOUNTED: ReadonlySet<string> = new Set(['/health/live', '/health/ready']);

/** Whether a request for a path below `/api` counts towards the limit of its address. */
export const isCounted = ({ method, path }: { method: string; path: string }): boolean =>
  !(UNCOUNTED.has(path) && (method === 'GET' || method === 'HEAD'));

/**
 * What limits by address count: IPv4 addresses, also where they are written as IPv6, and the /64 of
 * IPv6 addresses, since one host owns all of it.
 * @param address as `clientAddress` gives it; text that is no address counts as itself
 */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
