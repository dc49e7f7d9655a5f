import { expect, test } from 'vitest';
import { backoff, reconnectDelay, retryDelay } from './backoff';

const longest = (): number => 1;
const shortest = (): number => 0;

test('the bounds double with each attempt up to the longest delay', () => {
  const policy = { firstMs: 500, longestMs: 10_000 };
  const attempts = [1, 2, 3, 4, 5, 6, 99];
  expect(attempts.map((attempt) => backoff(attempt, policy, longest))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ]);
  expect(attempts.map((attempt) => backoff(attempt, policy, shortest))).toEqual([
    250, 500, 1_000, 2_000, 4_000, 5_000, 5_000,
  ]);
});

test('the delay before connecting is at least half a second, and its upper bound doubles up to three seconds', () => {
  expect([1, 2, 3, 4, 5, 99].map((attempt) => reconnectDelay(attempt, longest))).toEqual([
    1000, 2000, 3000, 3000, 3000, 3000,
  ]);
  expect(reconnectDelay(9, shortest)).toBe(500);
});

test('two clients of one server do not reconnect at the same moment', () => {
  const delays = new Set(Array.from({ length: 50 }, () => reconnectDelay(5)));
  expect(delays.size).toBeGreaterThan(40);
});

test('a command is not sent again sooner than the server asked for', () => {
  expect(retryDelay(1, 7)).toBe(7_000);
  expect(retryDelay(1)).toBeLessThanOrEqual(500);
});
