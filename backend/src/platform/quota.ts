import { WindowCounter } from './window-counter';

/** Bounds an amount for each key within a period, which begins with the key's first use. */
export interface Quota {
  /** Takes `size` if it still fits. @returns 0, or the seconds until the period ends */
  take(key: string, size: number): number;
  /** Undoes a take whose purpose failed. */
  giveBack(key: string, size: number): void;
  /** The used part of the quota, 0 to 1. */
  share(key: string): number;
}

/**
 * Creates a quota in the memory of this process. In contrast to a rate limit, a refused take costs
 * nothing.
 * @param seconds length of the period
 */
export function createQuota(amount: number, seconds: number): Quota {
  const used = new WindowCounter(seconds);
  return {
    take(key, size) {
      if (used.count(key) + size > amount) return used.secondsLeft(key);
      used.add(key, size);
      return 0;
    },
    giveBack: (key, size) => void used.add(key, -size),
    share: (key) => used.count(key) / amount,
  };
}
