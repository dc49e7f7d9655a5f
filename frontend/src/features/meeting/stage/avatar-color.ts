import { firstGrapheme } from '../../../lib/graphemes';

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

/** The same person has the same colour on every screen and every day. */
export function avatarColor(id: string): string {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 4_294_967_291;
  return TONES[hash % TONES.length] ?? '#3d5a8a';
}

/** First letters of the first and last word: `Ana María Ruiz` → `AR`. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => firstGrapheme(word ?? '').toLocaleUpperCase()).join('');
}
