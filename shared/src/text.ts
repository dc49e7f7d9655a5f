import { z } from 'zod';

/*
 * Rules for text that users write for each other (docs/decisions/034). Text is cleaned first; what
 * cannot be cleaned is refused with a message. Lengths count code points of the cleaned text, as zod
 * and JSON Schema do.
 */

/** Control characters that are refused (terminal sequences, NUL). */
const CONTROL_IN_LINE = /[\u0000-\u001f\u007f-\u009f]/;
const CONTROL_IN_TEXT = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/** Line ends of all systems and word processors: CRLF, CR, VT, FF, NEL, LS and PS. */
const LINE_END = /\r\n|[\r\u000b\f\u0085\u2028\u2029]/g;

/** Spaces of any width, line separators, and the blank Braille pattern. */
const BLANKS = /[\p{Zs}\p{Zl}\p{Zp}\u2800]+/gu;

/** Scripts in which a zero width joiner or non-joiner is part of the spelling. */
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

/** Invisible characters in places where they have a function. They are kept. */
const AT_WORK = [
  // The flag of a part of a country, such as Scotland (UTS #51, emoji tag sequences).
  '\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}',
  // Emoji of several parts, such as an astronaut (UTS #51, emoji ZWJ sequences).
  '\\p{ExtPict}(?:\ufe0f|\\p{EMod})?(?:\u200d\\p{ExtPict}(?:\ufe0f|\\p{EMod})?)+',
  // Variation selectors: text or emoji style, and registered forms of ideographs and letters.
  '\\p{Emoji}[\ufe0e\ufe0f]',
  '[\\p{L}\\p{S}][\ufe00-\ufe0d\u{e0100}-\u{e01ef}\u180b-\u180d\u180f]',
  // Emoji and ideographs that are newer than the runtime's Unicode version, in reserved ranges.
  '\\p{ExtPict}|[\u{20000}-\u{2fffd}\u{30000}-\u{3fffd}]',
  `[${JOINING}](?:\u200d|[\u200c\u180e](?=[${JOINING}]))`,
  `[${SPACELESS}]\u200b(?=[${SPACELESS}])`,
].join('|');

/**
 * Characters that readers cannot see or programs do not know: direction marks and overrides (Unicode
 * TR36, "Trojan Source"), zero width characters, fillers, tags, annotations, lone surrogates, private
 * and unassigned code points.
 */
const UNSEEN = '[\\p{Default_Ignorable_Code_Point}\ufff9-\ufffc\\p{Cs}\\p{Co}\\p{Cn}]';
const IN_LINE = new RegExp(`(${AT_WORK})|${UNSEEN}`, 'gu');
/** Direction marks place punctuation in right-to-left text; their effect ends with the line. */
const IN_RIGHT_TO_LEFT_TEXT = new RegExp(`(${AT_WORK}|[\u200e\u200f\u061c])|${UNSEEN}`, 'gu');

/** The Unicode blocks of right-to-left scripts. */
const RIGHT_TO_LEFT =
  /[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Z}\u2800]+/gu;

/** More combining marks on one letter than any language uses; they would cover other lines. */
const TOO_MANY_MARKS = /([\p{Mn}\p{Me}]{4})[\p{Mn}\p{Me}]+/gu;

/** A visible character: a letter, digit, symbol or punctuation. A mark alone is not enough. */
const VISIBLE = /[\p{L}\p{N}\p{S}\p{P}\p{ExtPict}\u{20000}-\u{3fffd}]/u;

const EMPTY = { error: 'Must not be empty', abort: true };
const NOT_SHOWN = 'Contains characters that cannot be shown';
const NOTHING_TO_SEE = 'Enter at least one character that can be seen, such as a letter';

/** Returns whether the text contains a right-to-left script. */
export const isRightToLeft = (text: string): boolean => RIGHT_TO_LEFT.test(text);

/** Removes invisible characters, except where they have a function. */
export const withoutUnseen = (text: string): string => text.replaceAll(IN_LINE, '$1');

/** Cleans one line: NFC, single spaces, no invisible characters, no stacked marks. */
function cleanLine(text: string): string {
  return withoutUnseen(text.replaceAll(BLANKS, ' '))
    .normalize('NFD')
    .replaceAll(TOO_MANY_MARKS, '$1')
    .normalize('NFC')
    .replaceAll(/ {2,}/g, ' ')
    .replace(/^[\p{M} ]+/u, '')
    .trimEnd();
}

/** Cleans text of several lines: line feeds, no invisible characters, no stacked marks. */
export function cleanText(text: string): string {
  return text
    .replaceAll(LINE_END, '\n')
    .replaceAll(isRightToLeft(text) ? IN_RIGHT_TO_LEFT_TEXT : IN_LINE, '$1')
    .replaceAll(TOO_MANY_MARKS, '$1')
    .trim();
}

/** Returns the number of code points, the unit of all length limits. */
export const textLength = (text: string): number => Array.from(text).length;

/** Returns whether the text has a visible character. */
const hasVisible = (text: string): boolean => VISIBLE.test(text.replaceAll(BLANKS, ' '));

/** One line with a visible character and at most `max` code points after cleaning. */
export const lineSchema = (max: number) =>
  z
    .string()
    .trim()
    .min(1, EMPTY)
    .overwrite(cleanLine)
    .max(max, `At most ${max} characters`)
    .refine((text) => !CONTROL_IN_LINE.test(text), { error: NOT_SHOWN, abort: true })
    .refine(hasVisible, NOTHING_TO_SEE);

/** Text of several lines with a visible character and at most `max` code points after cleaning. */
export const textSchema = (max: number) =>
  z
    .string()
    .trim()
    .min(1, EMPTY)
    .overwrite(cleanText)
    .max(max, `At most ${max} characters`)
    .refine((text) => !CONTROL_IN_TEXT.test(text), { error: NOT_SHOWN, abort: true })
    .refine(hasVisible, NOTHING_TO_SEE);

/** A search term; it may be empty. */
export const searchSchema = (max: number) =>
  z.string().overwrite(cleanLine).max(max, `At most ${max} characters`);

/** The display name of a user. */
export const displayNameSchema = lineSchema(64);

/**
 * Returns a key that is equal for names that look equal to readers: it ignores Unicode forms (NFKC),
 * case, spaces and invisible characters.
 */
export function foldName(name: string): string {
  return name.normalize('NFKC').replaceAll(INVISIBLE, '').toUpperCase().normalize('NFKC');
}

/** A MongoDB ObjectId in hexadecimal. */
export const idSchema = z.string().regex(/^[0-9a-f]{24}$/, 'Not an id');

/** An instant, ISO 8601 in UTC. */
export const instantSchema = z.iso.datetime();

/** An opaque position in a list that the server made; bounded so that it cannot carry a payload. */
export const cursorSchema = z
  .string()
  .max(200)
  .regex(/^[\w-]+$/, 'Not a cursor');

/** The page size of a list, from the text of a query. */
export const limitSchema = z.coerce.number().int().min(1).max(100).default(20);
