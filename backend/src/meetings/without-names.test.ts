import { expect, test } from 'vitest';
import { withoutNames } from './without-names';

test.each([
  ["Ana's meeting", [], "Deleted account's meeting"],
  ["An earlier name's meeting", ['Ana'], "Deleted account's meeting"],
  ['Coffee with ANA', ['Ana'], 'Coffee with Deleted account'],
  ['Ana & Ana María', ['Ana', 'Ana María'], 'Deleted account & Deleted account'],
  ['Banana talk', ['Ana'], 'Banana talk'],
  ['Anaïs', ['Ana'], 'Anaïs'],
  ['What? (A+B)', ['A+B'], 'What? (Deleted account)'],
  ['Weekly sync', ['Ana'], 'Weekly sync'],
])('the room %j of %j becomes %j', (name, names, expected) => {
  expect(withoutNames(name, names)).toBe(expected);
});
