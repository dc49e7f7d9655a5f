import { expect, test } from 'vitest';
import { takeTokens, type BucketRate } from './token-bucket';

/** Takes tokens at the given times. @returns for each take whether the bucket had enough tokens */
function takeAll(rate: BucketRate, takes: [at: number, count?: number][]): boolean[] {
  let fullAt = 0;
  return takes.map(([at, count]) => {
    const next = takeTokens(rate, fullAt, at, count);
    fullAt = next ?? fullAt;
    return next !== null;
  });
}

test('a token bucket gives its burst at once and then refills over time', () => {
  const taken = takeAll({ perSecond: 2, burst: 3 }, [[0], [0], [0], [0], [499], [500], [500]]);
  expect(taken).toEqual([true, true, true, false, false, true, false]);
});

test('a token bucket that rested for an hour holds no more than its burst', () => {
  const hourLater: [number][] = [[3_600_000], [3_600_000], [3_600_000]];
  expect(takeAll({ perSecond: 100, burst: 2 }, [[0], ...hourLater])).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test('a token bucket gives all the tokens of one take or none', () => {
  const taken = takeAll({ perSecond: 10, burst: 100 }, [
    [0, 60],
    [0, 60],
    [0, 40],
  ]);
  expect(taken).toEqual([true, false, true]);
});

test('a token bucket gives its whole burst at a rate that has no exact interval', () => {
  const takes = Array.from({ length: 201 }, (): [number] => [0]);
  const taken = takeAll({ perSecond: 60, burst: 200 }, takes);
  expect(taken.filter(Boolean)).toHaveLength(200);
});
