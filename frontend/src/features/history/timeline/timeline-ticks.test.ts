import { afterEach, beforeEach, expect, test } from 'vitest';
import { timelineTicks } from './timeline-ticks';

let zone: string | undefined;
beforeEach(() => {
  zone = process.env['TZ'];
});
afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

const clockOf = (at: number): string =>
  new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
const labels = (from: string, to: string, width: number): string[] =>
  timelineTicks(Date.parse(from), Date.parse(to), width).map(({ at, isDay }) =>
    isDay ? 'day' : clockOf(at),
  );

test('ticks are round times of the local clock', () => {
  process.env['TZ'] = 'Asia/Kolkata';
  expect(labels('2026-06-03T12:04:00Z', '2026-06-03T13:04:00Z', 880)).toEqual([
    '17:35',
    '17:40',
    '17:45',
    '17:50',
    '17:55',
    '18:00',
    '18:05',
    '18:10',
    '18:15',
    '18:20',
    '18:25',
    '18:30',
  ]);
});

test('a narrow or a long timeline has fewer ticks, never closer than their labels', () => {
  process.env['TZ'] = 'UTC';
  expect(labels('2026-06-03T12:00:00Z', '2026-06-03T20:00:00Z', 480)).toEqual([
    '12:00',
    '14:00',
    '16:00',
    '18:00',
    '20:00',
  ]);
});

test('midnight has the date', () => {
  process.env['TZ'] = 'UTC';
  expect(labels('2026-06-03T23:00:00Z', '2026-06-04T01:00:00Z', 400)).toEqual([
    '23:00',
    '23:30',
    'day',
    '00:30',
    '01:00',
  ]);
});

test('where the clock is put back, ticks stay in order and round', () => {
  process.env['TZ'] = 'Europe/Berlin';
  const ticks = timelineTicks(
    Date.parse('2026-10-24T22:00:00Z'),
    Date.parse('2026-10-25T06:00:00Z'),
    400,
  );
  const times = ticks.map(({ at }) => at);
  expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  expect(ticks.every(({ at }) => clockOf(at).endsWith(':00'))).toBe(true);
});

test('two weeks have one tick a day or fewer', () => {
  process.env['TZ'] = 'UTC';
  const ticks = timelineTicks(
    Date.parse('2026-06-01T10:00:00Z'),
    Date.parse('2026-06-15T10:00:00Z'),
    880,
  );
  expect(ticks.every(({ isDay }) => isDay)).toBe(true);
  expect(ticks.length).toBeLessThanOrEqual(12);
});
