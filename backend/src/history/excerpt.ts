import type { TextRange } from '../platform/words';

/** UTF-16 units of a text that is shown as a whole, and of the part of a longer one. */
const LONGEST = 280;
/** How much of a longer text stands before the first words that match. */
const BEFORE = 80;
const ELLIPSIS = '…';

export interface Excerpt {
  text: string;
  highlights: TextRange[];
}

/** Cuts a long text around the first of its ranges. The cuts fall between words where they can. */
export function excerptOf(text: string, ranges: readonly TextRange[]): Excerpt {
  if (text.length <= LONGEST) return { text, highlights: [...ranges] };
  const first = ranges[0]?.[0] ?? 0;
  const from = first <= BEFORE ? 0 : startOfWord(text, first - BEFORE, first);
  const to = Math.min(text.length, endOfWord(text, from + LONGEST, first));
  const lead = from === 0 ? '' : ELLIPSIS;
  const shift = lead.length - from;
  return {
    text: `${lead}${text.slice(from, to)}${to === text.length ? '' : ELLIPSIS}`,
    highlights: ranges
      .filter(([start, end]) => start < to && end > from)
      .map(([start, end]) => [start + shift, Math.min(end, to) + shift]),
  };
}

/** The first position from `at` to `limit` where a word starts, or else `at`. */
function startOfWord(text: string, at: number, limit: number): number {
  const space = text.slice(at, limit).search(/\s\S/);
  return space === -1 ? whole(text, at) : at + space + 1;
}

/** The last position from `limit` to `at` where a word ends, or else `at`. */
function endOfWord(text: string, at: number, limit: number): number {
  if (at >= text.length) return text.length;
  const space = text.slice(limit, at).search(/\s\S*$/);
  return space <= 0 ? whole(text, at) : limit + space;
}

/** Moves a position out of the middle of a character. */
const whole = (text: string, at: number): number =>
  /[\udc00-\udfff]/.test(text.charAt(at)) ? at - 1 : at;
