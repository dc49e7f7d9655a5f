/** Created at the first use, so that a page can start in a browser without it. */
let segmenter: Intl.Segmenter | null | undefined;

/**
 * An approximation of the extended grapheme clusters of UAX #29 for browsers without
 * `Intl.Segmenter` (Firefox before 125): a flag, or a character with its combining marks, variation
 * selectors, skin tones and characters after a zero width joiner. It splits Hangul that is written
 * in conjoining letters.
 */
const CLUSTER =
  /\r\n|\p{RI}\p{RI}|.(?:[\p{M}\p{EMod}\u200c\u{e0020}-\u{e007f}]|\u200d(?:\p{ExtPict})?)*/gsu;

/** Splits text into grapheme clusters, each a string of one or more code points. */
export function graphemes(text: string): string[] {
  segmenter ??= typeof Intl.Segmenter === 'function' ? new Intl.Segmenter() : null;
  if (segmenter === null) return text.match(CLUSTER) ?? [];
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The first grapheme cluster; an empty string for an empty text. */
export function firstGrapheme(text: string): string {
  // A grapheme cluster has no greatest length. A longer one than this cannot be an initial.
  return graphemes(text.slice(0, 64))[0] ?? '';
}

/**
 * Cuts a text between grapheme clusters.
 *
 * @param max the greatest length in UTF-16 code units, which the limits of the contracts count
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
