import { expect, test } from 'vitest';
import { rankScore } from './rank-test';

/** Numbers from 0 to 1 that look random and are the same in every run. */
const noise = (count: number, seed: number) =>
  Array.from({ length: count }, (_, index) => Math.abs(Math.sin(index * 12.9898 + seed)) % 1);

test('two samples of one distribution have a small score', () => {
  expect(Math.abs(rankScore(noise(60, 1), noise(60, 2)))).toBeLessThan(2);
});

test('a shift of less than one standard deviation has a large score', () => {
  const shifted = noise(60, 2).map((value) => value + 0.25);
  expect(rankScore(noise(60, 1), shifted)).toBeLessThan(-4);
});

test('equal values have the score zero', () => {
  expect(rankScore(Array(30).fill(1), Array(30).fill(1))).toBe(0);
});
