/** Made at the first use, since a page must not need it to start. */
let segmenter: Intl.Segmenter | null | undefined;

/**
 * One character as a reader sees it, for browsers without `Intl.Segmenter` (Firefox before 125): a
 * flag, or a character with its marks, variation selectors, skin tones and whatever a zero width
 * joiner adds. It follows the extended grapheme clusters of Unicode UAX #29 for text that people
 * write; Hangul that is spelled in single letters comes apart.
 */
const CLUSTER =
  /\r\n|\p{RI}\p{RI}|.(?:[\p{M}\p{EMod}\u200c\u{e0020}-\u{e007f}]|\u200d(?:\p{ExtPict})?)*/gsu;

/** The text as the characters that a reader sees, each a string of one or more code points. */
export function graphemes(text: string): string[] {
  segmenter ??= typeof Intl.Segmenter === 'function' ? new Intl.Segmenter() : null;
  if (segmenter === null) return text.match(CLUSTER) ?? [];
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The first character that a reader sees; empty where there is none. */
export function firstGrapheme(text: string): string {
  // A reader's character has no upper limit; what is longer than this is no first letter.
  return graphemes(text.slice(0, 64))[0] ?? '';
}

/**
 * The beginning of a text, cut between characters and never inside one.
 *
 * @param max the most UTF-16 code units, as `length` and the limits of the contracts count them
 */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  let cut = '';
  for (const grapheme of graphemes(text)) {
    if (cut.length + grapheme.length > max) break;
    cut += grapheme;
  }
  return cut;
}
