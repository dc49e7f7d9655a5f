/** Tokens refill at `perSecond` up to `burst`. */
export interface BucketRate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Sums of intervals are inexact; without a tolerance a burst would lose its last token. */
const TOLERANCE_MS = 1e-6;

/**
 * Takes tokens from a bucket that is nothing but one number, the time at which it will be full
 * (the Generic Cell Rate Algorithm, ITU-T I.371). A socket has several buckets, so they must not
 * cost it objects or timers.
 * @param fullAt when the bucket will be full, in milliseconds of a monotonic clock; in the past for
 *   a full one
 * @returns the new `fullAt`, or null if the bucket holds fewer tokens than `count`
 */
export function takeTokens(
  { perSecond, burst }: BucketRate,
  fullAt: number,
  now: number,
  count = 1,
): number | null {
  const next = Math.max(fullAt, now) + (count / perSecond) * 1000;
  return next - now <= (burst / perSecond) * 1000 + TOLERANCE_MS ? next : null;
}
