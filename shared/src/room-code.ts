import { z } from 'zod';
import { withoutUnseen } from './text';

/**
 * A random code is ten characters of Crockford's base 32 (no i, l, o, u), shown as `abcd-efgh-jk`:
 * 50 bits, guarded by the account that guessing needs and the limit on wrong codes.
 */
export const ROOM_CODE_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
export const RANDOM_CODE_LENGTH = 10;

/** What somebody reads whose input is no code. */
export const ROOM_CODE_RULE = '3 to 40 letters, digits and single hyphens';

/** Shown form: lower case letters and digits with single hyphens between them, 3 to 40 characters. */
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

/** Whether a code looks like one that was made at random; somebody may choose such a one too. */
export const isRandomCode = (code: string): boolean => RANDOM_CODE.test(code);

/** What makes two codes the same code: hyphens are only for reading. */
export function roomCodeKey(code: string): string {
  return code.replaceAll('-', '');
}

/**
 * Turns what a person typed or pasted (a code with capitals and spaces, or a whole link, also with
 * the mark that followed it in a sentence) into the shown form. Returns null where nothing in it can
 * be a code.
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

/** NFKC, since input methods of East Asia write letters and digits of double width. */
const plain = (text: string): string => withoutUnseen(text).normalize('NFKC').toLowerCase();

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
