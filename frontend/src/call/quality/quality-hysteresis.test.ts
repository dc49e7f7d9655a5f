import { expect, it } from 'vitest';
import type { ConnectionQuality, QualityReading } from '../session/call-snapshot';
import { QualityHysteresis } from './quality-hysteresis';

const reading = (quality: ConnectionQuality, percent = 0): QualityReading => ({
  quality,
  cause: percent === 0 ? null : { kind: 'loss', percent },
});

/** The reading after each of some grades, two seconds apart. */
function readings(...grades: readonly ConnectionQuality[]): ConnectionQuality[] {
  const hysteresis = new QualityHysteresis();
  return grades.map((quality, index) => {
    hysteresis.observe(reading(quality), index * 2_000);
    return hysteresis.reading.quality;
  });
}

it('the reading takes over a first good grade at once, a bad one when it repeats', () => {
  expect(readings('good')).toEqual(['good']);
  expect(readings('fair', 'fair')).toEqual(['unknown', 'fair']);
  expect(readings('fair', 'good')).toEqual(['unknown', 'good']);
});

it('the reading ignores one bad grade between good ones', () => {
  expect(readings('good', 'poor', 'good', 'poor', 'good')).toEqual(Array(5).fill('good'));
});

it('the reading takes over the milder of two bad grades in a row', () => {
  expect(readings('good', 'poor', 'fair')).toEqual(['good', 'good', 'fair']);
  expect(readings('good', 'poor', 'poor')).toEqual(['good', 'good', 'poor']);
});

it('the reading improves after ten seconds, to the worst grade of that time', () => {
  const calm = readings('poor', 'poor', 'good', 'good', 'good', 'good', 'good', 'good');
  expect(calm).toEqual(['unknown', ...Array(6).fill('poor'), 'good']);
  const uneven = readings('poor', 'poor', 'good', 'fair', 'good', 'good', 'good', 'good');
  expect(uneven.at(-1)).toBe('fair');
});

it('the ten seconds before an improvement start again after a bad grade', () => {
  const swings = readings('poor', 'poor', 'good', 'good', 'good', 'poor', 'good', 'good', 'good');
  expect(swings).toEqual(['unknown', ...Array(8).fill('poor')]);
});

it('the reading ignores an unknown grade', () => {
  expect(readings('good', 'poor', 'unknown', 'poor')).toEqual(['good', 'good', 'good', 'poor']);
});

it('the reading follows the cause, and an equal reading keeps its identity', () => {
  const hysteresis = new QualityHysteresis();
  hysteresis.observe(reading('poor', 12), 0);
  hysteresis.observe(reading('poor', 12), 1_000);
  const before = hysteresis.reading;
  hysteresis.observe(reading('poor', 12), 2_000);
  expect(hysteresis.reading).toBe(before);
  hysteresis.observe(reading('poor', 15), 4_000);
  expect(hysteresis.reading.cause).toEqual({ kind: 'loss', percent: 15 });
});

it('the reading is unknown after a reset', () => {
  const hysteresis = new QualityHysteresis();
  hysteresis.observe(reading('good'), 0);
  hysteresis.reset();
  expect(hysteresis.reading).toEqual(reading('unknown'));
});
