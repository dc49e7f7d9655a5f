import { expect, it } from 'vitest';
import { Hysteresis } from './hysteresis';

it('a hysteresis without delays follows its input at once', () => {
  const hysteresis = new Hysteresis({});
  expect(hysteresis.observe('on', 0)).toBe(true);
  expect(hysteresis.on).toBe(true);
  expect(hysteresis.observe('off', 0)).toBe(true);
  expect(hysteresis.on).toBe(false);
});

it('a hysteresis turns on after its input has been on for the delay', () => {
  const hysteresis = new Hysteresis({ onAfterMs: 1_000 });
  hysteresis.observe('on', 500);
  expect(hysteresis.observe('on', 1_499)).toBe(false);
  expect(hysteresis.observe('on', 1_500)).toBe(true);
  expect(hysteresis.on).toBe(true);
});

it.each(['off', 'between'] as const)(
  'a hysteresis counts the delay again after the input %s',
  (input) => {
    const hysteresis = new Hysteresis({ onAfterMs: 1_000 });
    hysteresis.observe('on', 0);
    hysteresis.observe(input, 500);
    hysteresis.observe('on', 1_000);
    expect(hysteresis.on).toBe(false);
    hysteresis.observe('on', 2_000);
    expect(hysteresis.on).toBe(true);
  },
);

it('a hysteresis stays on while its input is between, and turns off after the other delay', () => {
  const hysteresis = new Hysteresis({ offAfterMs: 1_000 });
  hysteresis.observe('on', 0);
  hysteresis.observe('between', 5_000);
  expect(hysteresis.on).toBe(true);
  hysteresis.observe('off', 6_000);
  expect(hysteresis.on).toBe(true);
  expect(hysteresis.observe('off', 7_000)).toBe(true);
  expect(hysteresis.on).toBe(false);
});

it('a hysteresis is off after a reset and counts the delay from then on', () => {
  const hysteresis = new Hysteresis({ onAfterMs: 1_000 });
  hysteresis.observe('on', 0);
  hysteresis.reset();
  hysteresis.observe('on', 1_000);
  expect(hysteresis.on).toBe(false);
});
