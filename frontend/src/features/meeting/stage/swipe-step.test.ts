import { expect, test } from 'vitest';
import { swipeStep } from './swipe-step';

test('a swipe to the left turns to the next page, and one to the right to the previous', () => {
  expect(swipeStep(-120, 10)).toBe(1);
  expect(swipeStep(120, -10)).toBe(-1);
});

test('a tap and a movement up or down turn no page', () => {
  for (const [right, down] of [
    [-20, 0],
    [-60, 50],
    [0, 200],
  ] as const) {
    expect(swipeStep(right, down)).toBe(0);
  }
});
