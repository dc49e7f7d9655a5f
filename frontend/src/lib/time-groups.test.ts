import { expect, test } from 'vitest';
import { inGroups, timeGroup } from './time-groups';

const at = (...parts: [number, number, number, number?]) => new Date(...parts).toISOString();
const NOW = new Date(2026, 4, 1, 0, 30).getTime();

test.each([
  [at(2026, 4, 1, 0), 'Today'],
  [at(2026, 3, 30, 23), 'Yesterday'],
  [at(2026, 3, 30, 0), 'Yesterday'],
  [at(2026, 3, 29, 23), 'April 2026'],
  [at(2025, 4, 1), 'May 2025'],
  [at(2026, 4, 2), 'May 2026'],
])('half an hour after midnight, %s belongs to %j', (instant, group) => {
  expect(timeGroup(instant, NOW)).toBe(group);
});

test('neighbours of one group come together, in their order', () => {
  expect(inGroups(['aa', 'ab', 'b', 'ac'], (text) => text.charAt(0))).toEqual([
    { name: 'a', members: ['aa', 'ab'] },
    { name: 'b', members: ['b'] },
    { name: 'a', members: ['ac'] },
  ]);
});
