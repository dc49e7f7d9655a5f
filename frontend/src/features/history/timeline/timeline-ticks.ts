const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;
/** Steps between ticks that people read easily, in minutes. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1_440];
/** The least distance between two ticks, so that their labels do not touch. In CSS pixels. */
const TICK_GAP = 64;

export interface Tick {
  /** CSS pixels from the start. */
  readonly x: number;
  readonly at: number;
  /** At the start of a day, the label is the date. */
  readonly isDay: boolean;
}

/**
 * The ticks of an axis from `start` to `end` (milliseconds) on `width` CSS pixels: round times of the
 * reader's clock. Pure, but for the time zone.
 */
export function timelineTicks(start: number, end: number, width: number): Tick[] {
  const length = Math.max(end - start, 1);
  const least = (length / Math.max(width, 1)) * TICK_GAP;
  const step =
    (STEPS.find((minutes) => minutes * MINUTE_MS >= least) ?? daysFor(least) * 1_440) * MINUTE_MS;
  const ticks: Tick[] = [];
  for (let at = roundUp(start, step); at <= end; at = roundUp(at + 1, step)) {
    const isDay = (at + zoneAt(at)) % DAY_MS === 0;
    ticks.push({ x: ((at - start) / length) * width, at, isDay });
  }
  return ticks;
}

const daysFor = (length: number): number => Math.ceil(length / DAY_MS);

/** Milliseconds from UTC to the local time at a moment. */
const zoneAt = (at: number): number => -new Date(at).getTimezoneOffset() * MINUTE_MS;

/** The first moment at or after `at` that is a multiple of `step` on the local clock. */
function roundUp(at: number, step: number): number {
  const local = at + zoneAt(at);
  const rounded = Math.ceil(local / step) * step;
  const result = rounded - zoneAt(rounded - zoneAt(at));
  // Where the clock is put back, the same local time comes twice.
  return result < at ? result + step : result;
}
