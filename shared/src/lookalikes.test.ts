import { expect, test } from 'vitest';
import { foldLookalikes } from './lookalikes';

test.each([
  ['Ana', '\u0410n\u0430', 'Cyrillic a'],
  ['Host', 'H\u043est', 'Cyrillic o'],
  ['Host', 'HOST', 'case'],
  ['Nikos', '\u039dikos', 'Greek nu'],
  ['Parley', 'Parl\u0435y', 'Cyrillic ie'],
  ['Bill', 'BiII', 'capital I for l'],
  ['Oleg', '0leg', 'zero for O'],
])('%s and a copy of it with another letter are the same to readers (%s: %s)', (name, copy) => {
  expect(foldLookalikes(copy)).toBe(foldLookalikes(name));
});

test.each([
  ['Ana', 'Anna'],
  ['Zoé', 'Zoe'],
  ['\u041e\u043b\u044c\u0433\u0430', '\u041e\u043b\u0435\u0433'],
])('%s and %s are different', (one, other) => {
  expect(foldLookalikes(one)).not.toBe(foldLookalikes(other));
});
