import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AppError } from './errors';

/** So many points in so many seconds. */
export interface Limit {
  readonly points: number;
  readonly seconds: number;
}

/** Counts by key and refuses when the points are used up. */
export interface Limiter {
  /** @throws {AppError} RATE_LIMITED with the seconds to wait */
  consume(key: string): Promise<void>;
  /** Refuses like `consume` where nothing is left, but counts nothing. */
  check(key: string): Promise<void>;
  reset(key: string): Promise<void>;
}

const refusal = (msBeforeNext: number) =>
  new AppError('RATE_LIMITED', { retryAfter: Math.max(1, Math.ceil(msBeforeNext / 1000)) });

/** A limiter in this process's memory. */
export function createLimiter(limit: Limit, factor: number): Limiter {
  const points = Math.max(1, Math.round(limit.points * factor));
  const limiter = new RateLimiterMemory({ points, duration: limit.seconds });
  return {
    async consume(key) {
      try {
        await limiter.consume(key);
      } catch (result) {
        if (result instanceof Error) throw result;
        throw refusal((result as { msBeforeNext: number }).msBeforeNext);
      }
    },
    async check(key) {
      const state = await limiter.get(key);
      if (state !== null && state.consumedPoints >= points) throw refusal(state.msBeforeNext);
    },
    async reset(key) {
      await limiter.delete(key);
    },
  };
}

/** Whether requests for a path below `/api` are counted; who watches a server asks it often. */
export const isCounted = (path: string): boolean => !path.startsWith('/health/');

/** IPv6 addresses are counted by /64, since one host owns all of it. */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.toLowerCase().split('%')[0]?.split('::') ?? [''];
  const groups = head.split(':').filter(Boolean);
  const rest = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - rest.length);
  return `${[...groups, ...Array<string>(zeros).fill('0'), ...rest].slice(0, 4).join(':')}::/64`;
}
