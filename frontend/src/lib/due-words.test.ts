import { expect, test } from 'vitest';
import { dueWords, isOverdue, localDay } from './due-words';

const TODAY = '2026-12-24';

test('an action is due today, tomorrow, or on a date', () => {
  expect(dueWords('2026-12-24', TODAY)).toBe('Due today');
  expect(dueWords('2026-12-25', TODAY)).toBe('Due tomorrow');
  expect(dueWords('2026-12-28', TODAY)).toMatch(/^Due .*28/);
  expect(dueWords('2026-12-28', TODAY)).not.toMatch(/2026/);
});

test('a date of another year has the year', () => {
  expect(dueWords('2027-01-04', TODAY)).toMatch(/2027/);
});

test('a day that is over is overdue in words', () => {
  expect(dueWords('2026-12-23', TODAY)).toMatch(/^Overdue since .*23/);
  expect(isOverdue('2026-12-23', TODAY)).toBe(true);
  expect(isOverdue(TODAY, TODAY)).toBe(false);
});

test('the local day of an instant is that of the clock on the wall', () => {
  expect(localDay(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05');
  expect(localDay(new Date(2026, 11, 31, 0, 0))).toBe('2026-12-31');
});
