import { expect, test } from 'vitest';
import { reconnectDelay } from './reconnect-delay';

test('a delay is between half a second and a bound that doubles up to three seconds', () => {
  const longest = () => 1;
  expect([1, 2, 3, 4, 5, 99].map((attempt) => reconnectDelay(attempt, longest))).toEqual([
    1000, 2000, 3000, 3000, 3000, 3000,
  ]);
  expect(reconnectDelay(9, () => 0)).toBe(500);
});

test('two clients of the same server reconnect at different moments', () => {
  const delays = new Set(Array.from({ length: 50 }, () => reconnectDelay(5)));
  expect(delays.size).toBeGreaterThan(40);
});
