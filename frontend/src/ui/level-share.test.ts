import { expect, test } from 'vitest';
import { levelShare } from './level-share';

test('silence leaves the level meter empty and full scale fills it', () => {
  expect(levelShare(0)).toBe(0);
  expect(levelShare(0.003)).toBe(0);
  expect(levelShare(1)).toBe(1);
  expect(levelShare(2)).toBe(1);
});

test('a voice at the usual distance fills at least a third of the level meter', () => {
  expect(levelShare(0.02)).toBeGreaterThan(0.3);
  expect(levelShare(0.05)).toBeCloseTo(0.48, 2);
});
