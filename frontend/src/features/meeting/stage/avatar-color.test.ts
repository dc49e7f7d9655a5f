import { expect, test } from 'vitest';
import { avatarColor, initials } from './avatar-color';

test('initials are the first letters of the first and the last word', () => {
  expect(initials('Ana María Ruiz')).toBe('AR');
  expect(initials('  ben ')).toBe('B');
  expect(initials('👩‍👩‍👧 family')).toBe('👩‍👩‍👧F');
});

test('the same person always has the same colour', () => {
  expect(avatarColor('65f000000000000000000001')).toBe(avatarColor('65f000000000000000000001'));
  const colours = new Set(Array.from({ length: 40 }, (_, i) => avatarColor(`person ${i}`)));
  expect(colours.size).toBeGreaterThan(4);
});
