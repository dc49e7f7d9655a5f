/** Each bucket is a tenth wider than the one before: a quantile is within five per cent. */
const GROWTH = Math.log(1.1);

/** Counts of values in buckets of growing width; its size does not depend on how many there are. */
export class Histogram {
  readonly #counts: number[] = [];
  #total = 0;

  get count(): number {
    return this.#total;
  }

  /** @param value not negative */
  add(value: number): void {
    const bucket = Math.floor(Math.log1p(value) / GROWTH);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
  }

  /** The value below which `share` (0 to 1) of all lie, to the middle of its bucket; null if empty. */
  quantile(share: number): number | null {
    let below = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      below += count ?? 0;
      if (below > 0 && below >= share * this.#total) {
        return Math.round(Math.expm1((bucket + 0.5) * GROWTH));
      }
    }
    return null;
  }
}
