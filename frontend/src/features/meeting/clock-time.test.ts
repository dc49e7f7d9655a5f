import { expect, test } from 'vitest';
import { clockTime } from './clock-time';

test('the duration of a call has hours only after the first hour', () => {
  expect(clockTime(0)).toBe('0:00');
  expect(clockTime(245_999)).toBe('4:05');
  expect(clockTime(3_845_000)).toBe('1:04:05');
});

test('a clock that is behind the server shows zero and no negative time', () => {
  expect(clockTime(-5_000)).toBe('0:00');
});
