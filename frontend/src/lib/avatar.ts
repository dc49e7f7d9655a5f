import { foldName } from '@parley/shared/text';
import { firstGrapheme } from './graphemes';

/** Calm tones on which white initials read well (at least 4.5 : 1). */
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
/** From one of equal names to the next: no common divisor with the tones, and no neighbour. */
const STEP = 3;

/** Somebody as they are named in a meeting. */
export interface Named {
  readonly displayName: string;
  /** Tells people of equal names apart; the first has none. */
  readonly nameNumber?: number | undefined;
}

/** The same name has the same colour everywhere, and people of equal names have different ones. */
export function avatarColor({ displayName, nameNumber = 1 }: Named): string {
  let hash = 0;
  for (const character of foldName(displayName)) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 4_294_967_291;
  }
  return TONES[(hash + STEP * (nameNumber - 1)) % TONES.length] ?? '#3d5a8a';
}

/** First letters of the first and last word: `Ana María Ruiz` → `AR`. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => firstGrapheme(word ?? '').toLocaleUpperCase()).join('');
}
