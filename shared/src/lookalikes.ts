import { foldName } from './text';

/**
 * Letters of other scripts and digits that look like a Latin capital, after `foldName`. It is a
 * small part of the confusables of Unicode (UTS #39): those that compose whole names.
 */
const LOOKALIKES: Record<string, string> = {
  A: '\u0391\u0410\u13aa\ua4ee',
  B: '\u0392\u0412\u13f4\ua4d0',
  C: '\u03f9\u0421\u13df\ua4da\u2ca4',
  D: '\u13a0\ua4d3',
  E: '\u0395\u0415\u13ac\ua4f0',
  G: '\u050c\u13c0\ua4d6',
  H: '\u0397\u041d\u13bb\ua4e7',
  I: '\u0399\u0406\u04c0\u2c92\ua4f2|L1',
  J: '\u0408\u13ab\ua4d9',
  K: '\u039a\u041a\u13e6\ua4d7\u212a',
  M: '\u039c\u041c\u13b7\ua4df',
  N: '\u039d\ua4e0',
  O: '\u039f\u041e\u0555\ua4f3\u2c9e0',
  P: '\u03a1\u0420\u13e2\ua4d1',
  Q: '\u051a',
  S: '\u0405\u13da\ua4e2',
  T: '\u03a4\u0422\u13a2\ua4d4',
  U: '\u054d\ua4f4',
  V: '\u0474\u13d9\ua4e6',
  W: '\u051c\u13b3\ua4ea',
  X: '\u03a7\u0425\ua4eb',
  Y: '\u03a5\u0423\u04ae\ua4ec',
  Z: '\u0396\u13c3\ua4dc',
};

const LATIN = new Map(
  Object.entries(LOOKALIKES).flatMap(([latin, others]) =>
    Array.from(others, (other) => [other, latin] as const),
  ),
);

/**
 * Returns a key that is equal for names that readers would take for each other, also if their letters
 * come from different scripts (`Ana` in Latin and in Cyrillic letters).
 */
export const foldLookalikes = (name: string): string =>
  Array.from(foldName(name), (letter) => LATIN.get(letter) ?? letter).join('');
