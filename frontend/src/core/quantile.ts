/**
 * Returns a quantile by the nearest-rank method; NaN for an empty list.
 *
 * @param share 0 to 1: the share of `values` that are at most the result
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Returns the lower median; NaN for an empty list. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);
