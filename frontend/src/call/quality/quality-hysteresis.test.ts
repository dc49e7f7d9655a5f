import { expect, it } from 'vitest';
import type { ConnectionQuality, QualityReading } from '../session/call-snapshot';
import { QualityHysteresis } from './quality-hysteresis';

const reading = (quality: ConnectionQuality, percent = 0): QualityReading => ({
  quality,
  cause: percent === 0 ? null : { kind: 'loss', percent },
});

/** What is shown after each of some measures, two seconds apart. */
function shown(...measured: readonly ConnectionQuality[]): ConnectionQuality[] {
  const memory = new QualityHysteresis();
  return measured.map((quality, index) => {
    memory.observe(reading(quality), index * 2_000);
    return memory.reading.quality;
  });
}

it('a first good measure is shown at once, a bad one when it repeats', () => {
  expect(shown('good')).toEqual(['good']);
  expect(shown('fair', 'fair')).toEqual(['unknown', 'fair']);
  expect(shown('fair', 'good')).toEqual(['unknown', 'good']);
});

it('one bad measure between good ones is not shown', () => {
  expect(shown('good', 'poor', 'good', 'poor', 'good')).toEqual(Array(5).fill('good'));
});

it('the second bad measure is, as far as both go', () => {
  expect(shown('good', 'poor', 'fair')).toEqual(['good', 'good', 'fair']);
  expect(shown('good', 'poor', 'poor')).toEqual(['good', 'good', 'poor']);
});

it('better is shown after ten calm seconds, and as good as the worst of them', () => {
  const calm = shown('poor', 'poor', 'good', 'good', 'good', 'good', 'good', 'good');
  expect(calm).toEqual(['unknown', ...Array(6).fill('poor'), 'good']);
  const uneven = shown('poor', 'poor', 'good', 'fair', 'good', 'good', 'good', 'good');
  expect(uneven.at(-1)).toBe('fair');
});

it('a bad measure in the calm time starts it anew', () => {
  const swings = shown('poor', 'poor', 'good', 'good', 'good', 'poor', 'good', 'good', 'good');
  expect(swings).toEqual(['unknown', ...Array(8).fill('poor')]);
});

it('what cannot be judged changes nothing', () => {
  expect(shown('good', 'poor', 'unknown', 'poor')).toEqual(['good', 'good', 'good', 'poor']);
});

it('the cause follows the measures, and the reading stays the same object while it says the same', () => {
  const memory = new QualityHysteresis();
  memory.observe(reading('poor', 12), 0);
  memory.observe(reading('poor', 12), 1_000);
  const before = memory.reading;
  memory.observe(reading('poor', 12), 2_000);
  expect(memory.reading).toBe(before);
  memory.observe(reading('poor', 15), 4_000);
  expect(memory.reading.cause).toEqual({ kind: 'loss', percent: 15 });
});

it('nothing is known of a new connection', () => {
  const memory = new QualityHysteresis();
  memory.observe(reading('good'), 0);
  memory.reset();
  expect(memory.reading).toEqual(reading('unknown'));
});
