import { RateLimiterMemory } from 'rate-limiter-flexible';

/** So much of something for each key in a period, which begins with the first use. */
export interface Quota {
  /** Takes `size` where it fits. @returns 0, or the seconds after which there is room again */
  take(key: string, size: number): Promise<number>;
  /** Undoes a take whose purpose failed. */
  giveBack(key: string, size: number): Promise<void>;
  /** How much of it is used, 0 to 1. */
  share(key: string): Promise<number>;
}

/**
 * A quota in this process's memory. Unlike a rate limit it is not used up by what it refuses.
 * @param seconds length of the period
 */
export function createQuota(amount: number, seconds: number): Quota {
  const counter = new RateLimiterMemory({ points: amount, duration: seconds });
  return {
    async take(key, size) {
      const state = await counter.get(key);
      if ((state?.consumedPoints ?? 0) + size > amount) {
        return Math.max(1, Math.ceil((state?.msBeforeNext ?? seconds * 1000) / 1000));
      }
      await counter.penalty(key, size);
      return 0;
    },
    async giveBack(key, size) {
      await counter.reward(key, size);
    },
    async share(key) {
      return ((await counter.get(key))?.consumedPoints ?? 0) / amount;
    },
  };
}
