import { expect, it } from 'vitest';
import { bestMatch, correlate } from './envelope-match';

const own = [0, 1, 4, 2, 0, 3, 1, 0, 2, 5, 1, 0, 0, 1, 2, 0];
const times = own.map((_, index) => index);
const sampled = (other: readonly number[]) => ({ own, other, times });
const whole = { start: 0, length: own.length };

it('an envelope correlates with itself at any level and over any constant noise', () => {
  const fainter = own.map((level) => 0.2 * level + 1);
  expect(correlate(sampled(fainter), { ...whole, lag: 0 })).toBeCloseTo(1, 6);
});

it('an inverted envelope has a correlation of −1', () => {
  const opposite = own.map((level) => -level);
  expect(correlate(sampled(opposite), { ...whole, lag: 0 })).toBeCloseTo(-1, 6);
});

it('a constant envelope correlates with nothing', () => {
  const flat = own.map(() => 1);
  expect(correlate(sampled(flat), { ...whole, lag: 0 })).toBe(0);
});

it('bestMatch finds the lag of a delayed copy', () => {
  const late = own.map((_, index) => own[index - 3] ?? 0);
  const match = bestMatch(sampled(late), { start: 0, length: 12, from: 0, to: 4 });
  expect(match.lag).toBe(3);
  expect(match.correlation).toBeCloseTo(1, 6);
});

it('correlate skips pairs with a gap between them', () => {
  // Another signal replaces the echo of the first half.
  const late = own.map((_, index) => (index >= 8 && index < 11 ? 9 : (own[index - 3] ?? 0)));
  const gap = times.map((time) => (time < 8 ? time : time + 100));
  const at = { start: 0, length: 13, lag: 3 };
  expect(correlate({ own, other: late, times }, at)).toBeLessThan(0.5);
  expect(correlate({ own, other: late, times: gap }, at)).toBeCloseTo(1, 6);
});
