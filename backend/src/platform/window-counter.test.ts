import { expect, test } from 'vitest';
import { WindowCounter } from './window-counter';

function counterAt() {
  const clock = { ms: 0.1 };
  return { clock, counter: new WindowCounter(10, () => clock.ms) };
}

test('points add up within a window that begins with the first point', () => {
  const { clock, counter } = counterAt();
  clock.ms = 5_000;
  expect([counter.add('ana', 1), counter.add('ana', 2)]).toEqual([1, 3]);
  clock.ms = 14_999.5;
  expect(counter.add('ana', 1)).toBe(4);
  expect(counter.secondsLeft('ana')).toBe(1);
});

test('a window that has ended counts as empty, and the next point begins another one', () => {
  const { clock, counter } = counterAt();
  counter.add('ana', 7);
  clock.ms = 10_001;
  expect(counter.count('ana')).toBe(0);
  expect(counter.secondsLeft('ana')).toBe(10);
  expect(counter.add('ana', 1)).toBe(1);
  expect(counter.secondsLeft('ana')).toBe(10);
});

test('keys are counted apart, and a reset concerns one key', () => {
  const { counter } = counterAt();
  counter.add('ana', 1);
  counter.add('ben', 2);
  counter.reset('ana');
  expect([counter.count('ana'), counter.count('ben')]).toEqual([0, 2]);
});
