import { z } from 'zod';

/*
 * The rules for text that people write for others to read. What can be put right is put right; what
 * is left is refused in words. Lengths count code points, as zod and JSON Schema do, after the text
 * was put right.
 */

/** Other controls than these (terminal sequences, NUL) have no meaning in text and are refused. */
const CONTROL_IN_LINE = /[\u0000-\u001f\u007f-\u009f]/;
const CONTROL_IN_TEXT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** Line ends of other systems and of word processors: CRLF, CR, VT, FF, NEL, LS and PS. */
const LINE_END = /\r\n|[\r\u000b\f\u0085\u2028\u2029]/g;

/** Spaces of any width, line separators, and the Braille pattern without dots. */
const BLANKS = /[\p{Zs}\p{Zl}\p{Zp}\u2800]+/gu;

/** Scripts in which a zero width joiner or non-joiner is spelling. */
const JOINING = [
  'Arab Syrc Mand Nkoo Mong Adlm Rohg',
  'Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Tibt Java Bali Sund Newa Lana Cakm',
]
  .join(' ')
  .split(' ')
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('');
/** Scripts without spaces, where a zero width space separates words. */
const SPACELESS = '\\p{Script=Thai}\\p{Script=Laoo}\\p{Script=Khmr}\\p{Script=Mymr}';

/** Invisible characters where they do their work, in the first group; it stays. */
const AT_WORK = [
  // The flag of a part of a country, such as Scotland (UTS #51, emoji tag sequences).
  '\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}',
  // Emoji of several parts, such as an astronaut (UTS #51, emoji ZWJ sequences).
  '\\p{ExtPict}(?:\ufe0f|\\p{EMod})?(?:\u200d\\p{ExtPict}(?:\ufe0f|\\p{EMod})?)+',
  // A character as text or as an emoji, and the registered forms of ideographs and some letters.
  '\\p{Emoji}[\ufe0e\ufe0f]',
  '[\\p{L}\\p{S}][\ufe00-\ufe0d\u{e0100}-\u{e01ef}\u180b-\u180d\u180f]',
  // Emoji and ideographs that are younger than this program's Unicode: their ranges are reserved.
  '\\p{ExtPict}|[\u{20000}-\u{2fffd}\u{30000}-\u{3fffd}]',
  `[${JOINING}](?:\u200d|[\u200c\u180e](?=[${JOINING}]))`,
  `[${SPACELESS}]\u200b(?=[${SPACELESS}])`,
].join('|');

/**
 * What readers cannot see or programs do not know: direction marks and overrides (Unicode TR36,
 * "Trojan Source"), zero width characters, fillers, tags, annotations, half characters, private
 * and unassigned ones.
 */
const UNSEEN = '[\\p{Default_Ignorable_Code_Point}\ufff9-\ufffc\\p{Cs}\\p{Co}\\p{Cn}]';
const IN_LINE = new RegExp(`(${AT_WORK})|${UNSEEN}`, 'gu');
/** Marks that put punctuation on the right side of a word; they reach no further than their line. */
const IN_RIGHT_TO_LEFT_TEXT = new RegExp(`(${AT_WORK}|[\u200e\u200f\u061c])|${UNSEEN}`, 'gu');

/** Letters of scripts that run from right to left, by their blocks. */
const RIGHT_TO_LEFT =
  /[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Z}\u2800]+/gu;

/** More marks on one letter than any language writes hide the lines around it. */
const TOO_MANY_MARKS = /([\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+/gu;

/** Something to see: a letter, digit, symbol or sign; a mark needs one to stand on. */
const VISIBLE = /[\p{L}\p{N}\p{S}\p{P}\p{ExtPict}\u{20000}-\u{3fffd}]/u;

const EMPTY = { error: 'Must not be empty', abort: true };
const NOT_SHOWN = 'Contains characters that cannot be shown';
const NOTHING_TO_SEE = 'Enter at least one character that can be seen, such as a letter';

/** Whether some of the text runs from right to left. */
export const isRightToLeft = (text: string): boolean => RIGHT_TO_LEFT.test(text);

/** Without characters that readers cannot see, apart from those that belong to what they see. */
export const withoutUnseen = (text: string): string => text.replaceAll(IN_LINE, '$1');

/** One line as it is stored: composed (NFC), single spaces, nothing invisible, no heap of marks. */
function cleanLine(text: string): string {
  return withoutUnseen(text.replaceAll(BLANKS, ' '))
    .normalize('NFD')
    .replaceAll(TOO_MANY_MARKS, '$1')
    .normalize('NFC')
    .replaceAll(/ {2,}/g, ' ')
    .replace(/^[\p{M} ]+/u, '')
    .trimEnd();
}

/** Text of several lines as it is stored; what its writer typed, without what nobody can see. */
export function cleanText(text: string): string {
  return text
    .replaceAll(LINE_END, '\n')
    .replaceAll(isRightToLeft(text) ? IN_RIGHT_TO_LEFT_TEXT : IN_LINE, '$1')
    .replaceAll(TOO_MANY_MARKS, '$1')
    .trim();
}

/** Code points, which is what the limits count. */
export const textLength = (text: string): number => Array.from(text).length;

/** Whether there is anything to see; a blank Braille pattern is nothing. */
const hasVisible = (text: string): boolean => VISIBLE.test(text.replaceAll(BLANKS, ' '));

/** One line with something to see, of at most `max` code points once it is cleaned. */
export const lineSchema = (max: number) =>
  z
    .string()
    .trim()
    .min(1, EMPTY)
    .overwrite(cleanLine)
    .max(max, `At most ${max} characters`)
    .refine((text) => !CONTROL_IN_LINE.test(text), { error: NOT_SHOWN, abort: true })
    .refine(hasVisible, NOTHING_TO_SEE);

/** Text of several lines with something to see, of at most `max` code points once cleaned. */
export const textSchema = (max: number) =>
  z
    .string()
    .trim()
    .min(1, EMPTY)
    .overwrite(cleanText)
    .max(max, `At most ${max} characters`)
    .refine((text) => !CONTROL_IN_TEXT.test(text), { error: NOT_SHOWN, abort: true })
    .refine(hasVisible, NOTHING_TO_SEE);

/** What somebody looks for; nothing at all is no fault. */
export const searchSchema = (max: number) =>
  z.string().overwrite(cleanLine).max(max, `At most ${max} characters`);

export const displayNameSchema = lineSchema(64);

/**
 * Equal for names that readers take for the same: however they are spelled in Unicode (NFKC), in
 * capitals or not, with whatever spaces and invisible characters.
 */
export function foldName(name: string): string {
  return name.normalize('NFKC').replaceAll(INVISIBLE, '').toUpperCase().normalize('NFKC');
}

/** A MongoDB ObjectId in hexadecimal. */
export const idSchema = z.string().regex(/^[0-9a-f]{24}$/, 'Not an id');

/** An instant, ISO 8601 in UTC. */
export const instantSchema = z.iso.datetime();

/** Opaque position in a list; made by the server, bounded so that it cannot carry a payload. */
export const cursorSchema = z
  .string()
  .max(200)
  .regex(/^[\w-]+$/, 'Not a cursor');

/** Page size of a list, given as text in a query. */
export const limitSchema = z.coerce.number().int().min(1).max(100).default(20);
