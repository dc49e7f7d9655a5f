import { expect, it } from 'vitest';
import { formatBitrate, formatBytes, formatMilliseconds, formatShare } from './format-amounts';

/** Formats numbers and units in the language of this machine. */
const number = (value: number): string => new Intl.NumberFormat().format(value);

it.each([
  [formatBitrate(320_400), '320'],
  [formatBitrate(1_540_000), number(1.5)],
  [formatBytes(0), '0'],
  [formatBytes(12_340_000), number(12.3)],
  [formatBytes(1_046_000_000), number(1.05)],
  [formatMilliseconds(41.7), '42'],
  [formatMilliseconds(0.42), number(0.4)],
  [formatShare(0.124), '12'],
  [formatShare(0.004), number(0.4)],
])('%s begins with %s', (text, start) => {
  expect(text.startsWith(start)).toBe(true);
  expect(text.length).toBeGreaterThan(start.length);
});
