/** Technical amounts with units, in the user's language. */

const format = (unit: string, digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  });

const kilobits = format('kilobit-per-second', 0);
const megabits = format('megabit-per-second', 1);
const kilobytes = format('kilobyte', 0);
const megabytes = format('megabyte', 1);
const gigabytes = format('gigabyte', 2);
const milliseconds = format('millisecond', 0);
const fewMilliseconds = format('millisecond', 1);
const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 });
const exactPercent = new Intl.NumberFormat(undefined, {
  style: 'percent',
  maximumFractionDigits: 1,
});

/** `320 kb/s`, `1.5 Mb/s`. */
export function formatBitrate(bitsPerSecond: number): string {
  const amount = bitsPerSecond / 1_000;
  return amount < 1_000 ? kilobits.format(amount) : megabits.format(amount / 1_000);
}

/** `320 kB`, `12.3 MB`, `1.05 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1e6) return kilobytes.format(bytes / 1e3);
  return bytes < 1e9 ? megabytes.format(bytes / 1e6) : gigabytes.format(bytes / 1e9);
}

/** `42 ms`; with one decimal below 1 ms: `0.4 ms`. */
export function formatMilliseconds(amount: number): string {
  return (amount < 1 ? fewMilliseconds : milliseconds).format(amount);
}

/**
 * `12%`; with one decimal below 10 %: `0.4%`.
 *
 * @param share 0 to 1
 */
export function formatShare(share: number): string {
  return share < 0.1 ? exactPercent.format(share) : percent.format(share);
}
