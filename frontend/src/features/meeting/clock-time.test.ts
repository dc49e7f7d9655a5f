import { expect, test } from 'vitest';
import { clockTime } from './clock-time';

test('a call is timed in minutes, and in hours once it has lasted one', () => {
  expect(clockTime(0)).toBe('0:00');
  expect(clockTime(245_999)).toBe('4:05');
  expect(clockTime(3_845_000)).toBe('1:04:05');
});

test('a clock behind the server shows the start, not a time before it', () => {
  expect(clockTime(-5_000)).toBe('0:00');
});
