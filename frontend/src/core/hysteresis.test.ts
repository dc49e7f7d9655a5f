import { expect, it } from 'vitest';
import { Hysteresis } from './hysteresis';

it('follows its input at once without delays', () => {
  const hysteresis = new Hysteresis({});
  expect(hysteresis.observe('on', 0)).toBe(true);
  expect(hysteresis.on).toBe(true);
  expect(hysteresis.observe('off', 0)).toBe(true);
  expect(hysteresis.on).toBe(false);
});

it('turns on after the input has been on for the delay', () => {
  const hysteresis = new Hysteresis({ onAfterMs: 1_000 });
  hysteresis.observe('on', 500);
  expect(hysteresis.observe('on', 1_499)).toBe(false);
  expect(hysteresis.observe('on', 1_500)).toBe(true);
  expect(hysteresis.on).toBe(true);
});

it.each(['off', 'between'] as const)('counts the delay again after an input of %s', (input) => {
  const hysteresis = new Hysteresis({ onAfterMs: 1_000 });
  hysteresis.observe('on', 0);
  hysteresis.observe(input, 500);
  hysteresis.observe('on', 1_000);
  expect(hysteresis.on).toBe(false);
  hysteresis.observe('on', 2_000);
  expect(hysteresis.on).toBe(true);
});

it('stays on while the input is between, and turns off after its own delay', () => {
  const hysteresis = new Hysteresis({ offAfterMs: 1_000 });
  hysteresis.observe('on', 0);
  hysteresis.observe('between', 5_000);
  expect(hysteresis.on).toBe(true);
  hysteresis.observe('off', 6_000);
  expect(hysteresis.on).toBe(true);
  expect(hysteresis.observe('off', 7_000)).toBe(true);
  expect(hysteresis.on).toBe(false);
});

it('is off after a reset and counts the delay from then on', () => {
  const hysteresis = new Hysteresis({ onAfterMs: 1_000 });
  hysteresis.observe('on', 0);
  hysteresis.reset();
  hysteresis.observe('on', 1_000);
  expect(hysteresis.on).toBe(false);
});
