/** How one loudness follows another. */
export interface EnvelopeMatch {
  /** Pearson's correlation at the best lag, −1..1. */
  readonly correlation: number;
  /** Samples by which the second is behind the first. */
  readonly lag: number;
}

/**
 * Pearson's correlation of `own[t]` and `other[t + lag]` over `length` samples from `start`.
 * 0 where either of them does not vary.
 */
export function correlate(
  own: readonly number[],
  other: readonly number[],
  { start, length, lag }: { start: number; length: number; lag: number },
): number {
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumYY = 0;
  let sumXY = 0;
  for (let t = start; t < start + length; t += 1) {
    const x = own[t] ?? 0;
    const y = other[t + lag] ?? 0;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumYY += y * y;
    sumXY += x * y;
  }
  const varianceX = sumXX - (sumX * sumX) / length;
  const varianceY = sumYY - (sumY * sumY) / length;
  if (varianceX < 1e-9 || varianceY < 1e-9) return 0;
  return (sumXY - (sumX * sumY) / length) / Math.sqrt(varianceX * varianceY);
}

/** The lag in `from`..`to` at which `other` follows `own` best. */
export function bestMatch(
  own: readonly number[],
  other: readonly number[],
  { start, length, from, to }: { start: number; length: number; from: number; to: number },
): EnvelopeMatch {
  let best: EnvelopeMatch = { correlation: -1, lag: from };
  for (let lag = from; lag <= to; lag += 1) {
    const correlation = correlate(own, other, { start, length, lag });
    if (correlation > best.correlation) best = { correlation, lag };
  }
  return best;
}
