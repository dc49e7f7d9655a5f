/** A part of a stats sample that later samples contain again, under the same id. */
interface Counted {
  readonly id: string;
  readonly timestamp: number | null;
}

type Counter<T> = { [K in keyof T]: T[K] extends number | null ? K : never }[keyof T];

/** Compares an entry of a stats sample with the same entry of an earlier one. */
export class StatsChange<T extends Counted> {
  readonly now: T;
  readonly #before: T | undefined;

  /** @param before the entries of the earlier sample; empty at the first sample */
  constructor(before: readonly T[], now: T) {
    this.now = now;
    this.#before = before.find(({ id }) => id === now.id);
  }

  /** The growth of a counter; null without two values, or if the counter started again. */
  growth(member: Counter<T>): number | null {
    const from = this.#before?.[member] as number | null | undefined;
    const to = this.now[member] as number | null;
    return typeof from !== 'number' || to === null || to < from ? null : to - from;
  }

  /** Bits per second from a counter of bytes. */
  bitrate(member: Counter<T>): number | null {
    const bytes = this.growth(member);
    const from = this.#before?.timestamp ?? null;
    const to = this.now.timestamp;
    if (bytes === null || from === null || to === null || to <= from) return null;
    return (bytes * 8_000) / (to - from);
  }
}

/** The sum of the known values; null without a known value. */
export function sumOfKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
