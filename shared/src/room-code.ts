import { z } from 'zod';
import { withoutUnseen } from './text';

/**
 * A random code has ten characters of Crockford's base 32 (without i, l, o, u) and is shown as
 * `abcd-efgh-jk`. Its 50 bits suffice because guessing needs an account and is rate limited.
 */
export const ROOM_CODE_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** Characters of a random code, without hyphens. */
export const RANDOM_CODE_LENGTH = 10;

/** The message for input that is no room code. */
export const ROOM_CODE_RULE = '3 to 40 letters, digits and single hyphens';

/** A code as it is shown: 3 to 40 lower-case letters and digits with single hyphens between them. */
export const roomCodeSchema = z
  .string()
  .min(3, 'At least 3 characters')
  .max(40, 'At most 40 characters')
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Only letters, digits and single hyphens');

/** Groups ten random characters for reading aloud: `abcd-efgh-jk`. */
export function formatRandomCode(characters: string): string {
  return [characters.slice(0, 4), characters.slice(4, 8), characters.slice(8)].join('-');
}

const RANDOM_CODE = new RegExp(
  `^[${ROOM_CODE_ALPHABET}]{4}-[${ROOM_CODE_ALPHABET}]{4}-[${ROOM_CODE_ALPHABET}]{2}$`,
);

/** Returns whether a code has the form of a random one; a user may choose such a code too. */
export const isRandomCode = (code: string): boolean => RANDOM_CODE.test(code);

/** Returns the key by which codes are compared; hyphens are not significant. */
export function roomCodeKey(code: string): string {
  return code.replaceAll('-', '');
}

/**
 * Converts typed or pasted text into a code as it is shown. Accepts capitals, spaces, whole links and
 * trailing punctuation.
 * @returns null when the text contains no valid code
 */
export function parseRoomCode(input: string): string | null {
  const text = plain(input).trim();
  const linked = /\/r\/([^/?#\s]+)/.exec(text)?.[1] ?? text;
  const code = plain(decode(linked))
    .replace(/[\s.,;:!?)\]>"'”’»]+$/, '')
    .replace(/[\s_\p{Pd}]+/gu, '-')
    .replace(/^-|-$/g, '');
  const parsed = roomCodeSchema.safeParse(code);
  return parsed.success ? parsed.data : null;
}

/** Applies NFKC, because East Asian input methods write full-width letters and digits. */
const plain = (text: string): string => withoutUnseen(text).normalize('NFKC').toLowerCase();

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
