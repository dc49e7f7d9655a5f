import { expect, test } from 'vitest';
import { formatNames } from './format';

/** The language of this machine decides about commas. */
const list = (...names: string[]) =>
  new Intl.ListFormat(undefined, { type: 'conjunction' }).format(names);

test('up to nine people are named, and of more the first three and the number of the others', () => {
  const nine = ['Ana', 'Ben', 'Cem', 'Dan', 'Eva', 'Fay', 'Gus', 'Hal', 'Ida'];
  expect(formatNames(nine)).toBe(list(...nine));
  expect(formatNames([...nine, 'Jan'])).toBe(list('Ana', 'Ben', 'Cem', '7 others'));
  expect(formatNames(nine, 50)).toBe(list('Ana', 'Ben', 'Cem', '47 others'));
});
