/** How closely one envelope follows another. */
export interface EnvelopeMatch {
  /** Pearson correlation at the best lag, −1..1. */
  readonly correlation: number;
  /** The delay of the second envelope in samples. */
  readonly lag: number;
}

/** Two envelopes that were sampled together. */
export interface Envelopes {
  readonly own: readonly number[];
  readonly other: readonly number[];
  /** The time of each sample, in samples; it jumps if samples are missing. */
  readonly times: readonly number[];
}

/**
 * Pearson correlation of `own[t]` and `other[t + lag]` for `length` values of `t` from `start`.
 * Skips pairs with missing samples between them. Returns 0 if either envelope does not vary.
 */
export function correlate(
  { own, other, times }: Envelopes,
  { start, length, lag }: { start: number; length: number; lag: number },
): number {
  let count = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumYY = 0;
  let sumXY = 0;
  for (let t = start; t < start + length; t += 1) {
    if ((times[t + lag] ?? 0) - (times[t] ?? 0) !== lag) continue;
    const x = own[t] ?? 0;
    const y = other[t + lag] ?? 0;
    count += 1;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumYY += y * y;
    sumXY += x * y;
  }
  const varianceX = sumXX - (sumX * sumX) / count;
  const varianceY = sumYY - (sumY * sumY) / count;
  if (count === 0 || varianceX < 1e-9 || varianceY < 1e-9) return 0;
  return (sumXY - (sumX * sumY) / count) / Math.sqrt(varianceX * varianceY);
}

/** Finds the lag in `from`..`to` at which `other` follows `own` best. */
export function bestMatch(
  envelopes: Envelopes,
  { start, length, from, to }: { start: number; length: number; from: number; to: number },
): EnvelopeMatch {
  let best: EnvelopeMatch = { correlation: -1, lag: from };
  for (let lag = from; lag <= to; lag += 1) {
    const correlation = correlate(envelopes, { start, length, lag });
    if (correlation > best.correlation) best = { correlation, lag };
  }
  return best;
}
