import { expect, test } from 'vitest';
import { matchesName } from './matches-name';

test.each([
  ['Zoë Müller', 'zoe'],
  ['Zoe Muller', 'MÜLLER'],
  ['Zoë Müller', 'müll zo'],
  ['İpek', 'ipek'],
  ['Ngô Bảo Châu', 'bao chau'],
  ['Ana', '  '],
])('%s is found by “%s”', (name, search) => {
  expect(matchesName(name, search)).toBe(true);
});

test.each([
  ['Ana', 'ann'],
  ['Zoë Müller', 'zoe ben'],
])('%s is not found by “%s”', (name, search) => {
  expect(matchesName(name, search)).toBe(false);
});
