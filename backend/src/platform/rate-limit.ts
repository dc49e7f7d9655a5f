import type { LimitScope } from '@parley/shared/errors';
import ipaddr from 'ipaddr.js';
import { AttemptGate } from './attempt-gate';
import { AppError } from './errors';
import { WindowCounter } from './window-counter';

/** A number of points in a number of seconds. */
export interface Limit {
  readonly points: number;
  readonly seconds: number;
  /** What the limit counts by; it decides the text that a client shows for a refusal. */
  readonly scope: LimitScope;
}

/** Counts by key and refuses when the points are used up. */
export interface Limiter {
  /** @throws {AppError} RATE_LIMITED with the seconds to wait */
  consume(key: string): void;
  /**
   * Runs a guess, such as a sign-in, of which only a miss (null) costs a point. A key never has more
   * guesses in progress than it has points left; further ones wait for the outcome. So parallel
   * guesses get no further than serial ones, and a correct one is never refused because others are
   * in progress.
   * @throws {AppError} RATE_LIMITED if no point is left
   */
  attempt<T>(key: string, run: () => Promise<T | null>): Promise<T | null>;
  reset(key: string): void;
}

/** Creates a limiter in the memory of this process. `factor` multiplies its points. */
export function createLimiter(limit: Limit, factor: number): Limiter {
  const points = Math.max(1, Math.round(limit.points * factor));
  const used = new WindowCounter(limit.seconds);
  const gate = new AttemptGate();
  const refusal = (key: string) =>
    new AppError('RATE_LIMITED', { retryAfter: used.secondsLeft(key), scope: limit.scope });

  function pointsLeft(key: string): number {
    const misses = used.count(key);
    if (misses >= points) throw refusal(key);
    return points - misses;
  }

  return {
    consume(key) {
      if (used.add(key, 1) > points) throw refusal(key);
    },
    attempt: (key, run) =>
      gate.run(
        key,
        () => pointsLeft(key),
        async () => {
          const found = await run();
          if (found === null) used.add(key, 1);
          return found;
        },
      ),
    reset: (key) => used.reset(key),
  };
}

/** Monitoring asks for these often, and their answers are cheap (`readiness.ts`). */
const UNCOUNTED: ReadonlySet<string> = new Set(['/health/live', '/health/ready']);

/** Whether a request for a path below `/api` counts towards the limit of its address. */
export const isCounted = ({ method, path }: { method: string; path: string }): boolean =>
  !(UNCOUNTED.has(path) && (method === 'GET' || method === 'HEAD'));

/**
 * The key that stands for an address in limits: the address itself for IPv4, also if it is mapped
 * into IPv6, and the /64 network for IPv6, because one host usually owns all of it.
 * @param address text that is not an address counts as itself
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
