import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { crossFade } from './cross-fade';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const player = (muted: boolean) => ({ volume: 1, muted });
/** How loud an element is. */
const loudness = ({ volume, muted }: ReturnType<typeof player>) => (muted ? 0 : volume);

test('one voice fades while the other comes, and together they are never louder or quieter than one', () => {
  const [from, to] = [player(false), player(true)];
  const done = vi.fn();
  crossFade(from, to, false, done);
  const sums = [loudness(from) + loudness(to)];
  while (done.mock.calls.length === 0) {
    vi.advanceTimersByTime(1);
    sums.push(loudness(from) + loudness(to));
  }
  expect(new Set(sums)).toEqual(new Set([1]));
  expect(sums.length).toBeLessThan(30);
  expect([loudness(from), loudness(to)]).toEqual([0, 1]);
});

test('a hidden document, whose timers are late, changes at once', () => {
  const [from, to] = [player(false), player(true)];
  const done = vi.fn();
  crossFade(from, to, true, done);
  expect(done).toHaveBeenCalledTimes(1);
  expect([loudness(from), loudness(to)]).toEqual([0, 1]);
});

test('a fade that is given up leaves the old voice as loud as before', () => {
  const [from, to] = [player(false), player(true)];
  const stop = crossFade(from, to, false, () => undefined);
  vi.advanceTimersByTime(10);
  expect(loudness(from)).toBeLessThan(1);
  stop();
  vi.advanceTimersByTime(100);
  expect(loudness(from)).toBe(1);
});
