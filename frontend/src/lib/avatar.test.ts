import { expect, test } from 'vitest';
import { avatarColor, initials } from './avatar';

test('initials are the first letters of the first and the last word', () => {
  expect(initials('Ana María Ruiz')).toBe('AR');
  expect(initials('  ben ')).toBe('B');
  expect(initials('👩‍👩‍👧 family')).toBe('👩‍👩‍👧F');
});

test('the same name always has the same colour', () => {
  expect(avatarColor({ displayName: 'Ana Ruiz' })).toBe(avatarColor({ displayName: 'ana  ruiz' }));
  const people = Array.from({ length: 40 }, (_, i) => avatarColor({ displayName: `person ${i}` }));
  expect(new Set(people).size).toBeGreaterThan(4);
});

test('eight participants with one name have eight colours', () => {
  const numbers = [undefined, 2, 3, 4, 5, 6, 7, 8];
  const colours = numbers.map((nameNumber) => avatarColor({ displayName: 'Camille', nameNumber }));
  expect(new Set(colours).size).toBe(8);
});
