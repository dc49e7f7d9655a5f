import { expect, test } from 'vitest';
import { judgeClock, skewOf } from './clock.mjs';

const noon = Date.parse('2026-11-21T12:00:00Z');
const date = (/** @type {number} */ ms) => new Date(ms).toUTCString();

test('a header that is cut to seconds and an answer that took its time are no skew', () => {
  expect(skewOf(date(noon), noon + 900, noon + 950)).toBe(0);
  expect(skewOf(date(noon + 2_000), noon, noon + 3_000)).toBe(0);
  expect(skewOf(date(noon + 60_000), noon, noon)).toBe(60_000);
  expect(skewOf(date(noon - 60_000), noon, noon)).toBe(-59_000);
  expect(skewOf(undefined, noon, noon)).toBeUndefined();
});

test('the worse of two clocks is named, with how far it is off', () => {
  expect(judgeClock(0, 400)).toMatchObject({ status: 'passed' });
  expect(judgeClock(0, -30_000)).toMatchObject({
    status: 'warning',
    detail: 'that of the database is 30 s behind this machine’s',
  });
  expect(judgeClock(3_600_000, 0)).toMatchObject({
    status: 'failed',
    detail: 'that of the server is 60 min ahead of this machine’s',
  });
  expect(judgeClock(undefined, undefined)).toMatchObject({ status: 'skipped' });
});
