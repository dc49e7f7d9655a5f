import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket';

test('a token bucket gives its burst at once and then only what time refills', () => {
  const bucket = new TokenBucket({ perSecond: 2, burst: 3 }, 0);
  expect([0, 0, 0, 0].map((at) => bucket.take(at))).toEqual([true, true, true, false]);
  expect(bucket.take(499)).toBe(false);
  expect(bucket.take(500)).toBe(true);
  expect(bucket.take(500)).toBe(false);
});

test('a token bucket never holds more than its burst, however long it rested', () => {
  const bucket = new TokenBucket({ perSecond: 100, burst: 2 }, 0);
  expect([1, 1, 1].map(() => bucket.take(3_600_000))).toEqual([true, true, false]);
});

test('a token bucket gives many at once or none', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 100 }, 0);
  expect([60, 60, 40].map((count) => bucket.take(0, count))).toEqual([true, false, true]);
});
