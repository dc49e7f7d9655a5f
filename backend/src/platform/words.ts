/*
 * The words of texts, as the search sees them. The words of a message are stored with it, and those
 * of a query are looked up, so both come from here.
 */

/** Diacritics of scripts that can be read without them. Vowel signs of other scripts stay. */
const DIACRITICS =
  /(?![\u3099\u309a])(?=\p{M})[\p{Script=Inherited}\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hebrew}\p{Script=Arabic}]/gu;
/** Characters without a width, except the space that separates words of some scripts. */
const INVISIBLE = /(?!\u200b)\p{Default_Ignorable_Code_Point}/gu;
/** Letters whose stroke or ligature is no combining mark in Unicode. */
const PLAIN: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ŧ: 't',
  æ: 'ae',
  œ: 'oe',
};

/** Scripts that are written without spaces between words. */
const SPACELESS =
  '[\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Thai}\\p{scx=Laoo}\\p{scx=Khmr}\\p{scx=Mymr}]';
const IN_WORD = '[\\p{L}\\p{N}\\p{M}]';
/** A run of a script without spaces, a word of other scripts, or one emoji. */
const PARTS = new RegExp(
  `((?:(?=${IN_WORD})${SPACELESS})+)|(?:(?!${SPACELESS})${IN_WORD})+|\\p{RI}{2}|\\p{ExtPict}`,
  'gu',
);

/** Typographic quotes, as phones insert them. */
const QUOTES = /[\u201c-\u201f\u00ab\u00bb\u300c\u300d\uff02]/g;

/** Code points of the beginnings that are stored of words; shorter ones would find too much. */
const BEGINNING_LENGTH = 4;
/** Marks a beginning; no word contains it. */
const BEGINNING = '^';
/** Code points that are stored of a word. */
const MAX_WORD = 32;
/** More words than a message of the greatest length has, unless its characters stand for many. */
const MAX_WORDS = 4_096;

/** More words do not make a query more exact. */
const MAX_TERMS = 16;
/** As many stored words as a query looks up; the texts that they lead to are compared in full. */
const MAX_LOOKUPS = 8;

const ASCII = /^[\u0020-\u007e\n]*$/;

function foldCharacter(character: string): string {
  const plain = character
    .normalize('NFKD')
    .replaceAll(DIACRITICS, '')
    .replaceAll(INVISIBLE, '')
    // To capitals first: the dotless i becomes an i, and the final sigma a sigma.
    .toUpperCase()
    .toLowerCase();
  return PLAIN[plain] ?? plain;
}

/**
 * Folds a text for comparing: compatible forms (NFKD), case and diacritics do not matter. It folds
 * character by character, so that the folded text of a part is a part of the folded text.
 */
export const fold = (text: string): string =>
  ASCII.test(text) ? text.toLowerCase() : Array.from(text, foldCharacter).join('');

/** A folded text that knows where each part of it comes from. */
export interface FoldedText {
  readonly folded: string;
  /** Returns the range of the original text (UTF-16) that a range of the folded text comes from. */
  originOf(from: number, to: number): [number, number];
}

/** Folds a text and remembers where each character comes from. */
export function foldWithOrigins(text: string): FoldedText {
  const starts: number[] = [];
  const ends: number[] = [];
  let folded = '';
  let at = 0;
  for (const character of text) {
    const part = foldCharacter(character);
    const end = at + character.length;
    // What is left of a diacritic belongs to the letter before it.
    if (part === '' && ends.length > 0) ends[ends.length - 1] = end;
    for (let index = 0; index < part.length; index += 1) {
      starts.push(at);
      ends.push(end);
    }
    folded += part;
    at = end;
  }
  return {
    folded,
    originOf: (from, to) => [starts[from] ?? at, ends[to - 1] ?? at],
  };
}

/** A word, or a run of a script without spaces, in a folded text. */
interface Part {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly isRun: boolean;
}

const partsOf = (folded: string): Part[] =>
  Array.from(folded.matchAll(PARTS), ({ 0: text, 1: run, index }) => ({
    text,
    from: index,
    to: index + text.length,
    isRun: run !== undefined,
  }));

const firstOf = (word: string, count: number): string =>
  word.length <= count ? word : Array.from(word).slice(0, count).join('');

const beginningOf = (word: string): string => `${firstOf(word, BEGINNING_LENGTH)}${BEGINNING}`;

/** Every two neighbours of a run. */
const pairsOf = (characters: readonly string[]): string[] =>
  characters.slice(1).map((character, index) => `${characters[index]}${character}`);

/**
 * Returns what is stored of a text so that an index finds it: its folded words, and the beginnings of
 * longer ones for words that somebody is still typing; each once. A run of a script without spaces
 * counts as its characters and its overlapping pairs.
 */
export function wordsOf(text: string): string[] {
  const words = new Set<string>();
  for (const part of partsOf(fold(text))) {
    if (words.size >= MAX_WORDS) break;
    const characters = Array.from(part.text);
    if (part.isRun) {
      for (const word of [...characters, ...pairsOf(characters)]) words.add(word);
      continue;
    }
    words.add(firstOf(part.text, MAX_WORD));
    if (characters.length >= BEGINNING_LENGTH) words.add(beginningOf(part.text));
  }
  return Array.from(words).slice(0, MAX_WORDS);
}

/** What a text must have: a word, the beginning of one, or several words in this order. */
interface Term {
  /** Finds the term in a folded text; the index decides whether it stands at the edge of words. */
  readonly pattern: RegExp;
  /** Whether it must begin, and end, where a word does. */
  readonly atBegin: boolean;
  readonly atEnd: boolean;
}

/** A query. A text matches if it has all of its terms. */
export interface WordQuery {
  readonly terms: readonly Term[];
  /** What `wordsOf` of a text contains if the text matches; other texts may contain it, too. */
  readonly words: readonly string[];
}

const QUOTED = /"([^"]*)"|[^"]+|"/g;
const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

/**
 * Reads a query as people type it. Quotes keep words together; everything else is plain text. The
 * last word matches the words that begin with it, because it may be unfinished.
 * @returns null if it has no word
 */
export function parseQuery(text: string): WordQuery | null {
  const terms: Term[] = [];
  const words = new Set<string>();
  const add = (folded: string, parts: readonly Part[], isOpen: boolean): void => {
    const [first, last] = [parts[0], parts.at(-1)];
    if (first === undefined || last === undefined || terms.length >= MAX_TERMS) return;
    const spaced = folded.slice(first.from, last.to).split(/\s+/);
    terms.push({
      pattern: new RegExp(spaced.map(escaped).join(String.raw`\s+`), 'g'),
      atBegin: !first.isRun,
      atEnd: !isOpen && !last.isRun,
    });
    for (const part of parts) {
      for (const word of lookups(part, isOpen && part === last)) {
        if (words.size < MAX_LOOKUPS) words.add(word);
      }
    }
  };
  const sections = Array.from(text.trim().replaceAll(QUOTES, '"').matchAll(QUOTED));
  for (const [index, [plain, quoted]] of sections.entries()) {
    const folded = fold(quoted ?? plain);
    const parts = partsOf(folded);
    if (quoted !== undefined) {
      add(folded, parts, false);
      continue;
    }
    const open = index === sections.length - 1 ? parts.at(-1) : undefined;
    for (const part of parts) add(folded, [part], part === open && part.to === folded.length);
  }
  return terms.length === 0 ? null : { terms, words: Array.from(words) };
}

/** The stored words that tell whether a text may have a part of a query. */
function lookups({ text, isRun }: Part, isOpen: boolean): string[] {
  const characters = Array.from(text);
  if (isRun) return characters.length === 1 ? characters : pairsOf(characters);
  const isBeginning = isOpen && characters.length >= BEGINNING_LENGTH;
  return [isBeginning ? beginningOf(text) : firstOf(text, MAX_WORD)];
}

/** A range of a text in UTF-16 units: from, and to (exclusive). */
export type TextRange = [from: number, to: number];

/**
 * Returns where the terms of a query stand in a text, in order and without overlaps, or null if the
 * text does not match.
 */
export function findTerms(text: string, { terms }: WordQuery): TextRange[] | null {
  const { folded, originOf } = foldWithOrigins(text);
  const parts = partsOf(folded);
  const begins = new Set(parts.map(({ from }) => from));
  const ends = new Set(parts.map(({ to }) => to));
  const found: TextRange[] = [];
  for (const { pattern, atBegin, atEnd } of terms) {
    const before = found.length;
    for (const { 0: match, index } of folded.matchAll(pattern)) {
      const to = index + match.length;
      if (atBegin && !begins.has(index)) continue;
      if (atEnd && !ends.has(to)) continue;
      found.push(originOf(index, to));
    }
    if (found.length === before) return null;
  }
  return joined(found);
}

function joined(ranges: TextRange[]): TextRange[] {
  const result: TextRange[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = result.at(-1);
    if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
