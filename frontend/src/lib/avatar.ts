import { foldName } from '@parley/shared/text';
import { firstGrapheme } from './graphemes';

/** Tones with a contrast of at least 4.5 : 1 to white initials (WCAG 2.2, 1.4.3). */
const TONES = [
  '#8a4b2d',
  '#2f6b5e',
  '#3d5a8a',
  '#7a3f6d',
  '#5b6325',
  '#8a3a3a',
  '#3f4f9a',
  '#2d6a80',
];
/** Steps between the tones of equal names. It shares no divisor with the number of tones. */
const STEP = 3;

/** How a meeting names a participant. */
export interface Named {
  readonly displayName: string;
  /** Distinguishes participants with equal names; the first of them has none. */
  readonly nameNumber?: number | undefined;
}

/** The colour of a name: the same everywhere, but different for participants with equal names. */
export function avatarColor({ displayName, nameNumber = 1 }: Named): string {
  let hash = 0;
  for (const character of foldName(displayName)) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 4_294_967_291;
  }
  return TONES[(hash + STEP * (nameNumber - 1)) % TONES.length] ?? '#3d5a8a';
}

/** The first letters of the first and the last word: `Ana María Ruiz` → `AR`. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => firstGrapheme(word ?? '').toLocaleUpperCase()).join('');
}
