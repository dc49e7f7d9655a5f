/** Whether a name contains every word of a search, whatever their case and diacritics. */
export function matchesName(name: string, search: string): boolean {
  const folded = fold(name);
  return fold(search)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}

/** `Zoë` and `ZOE` become `zoe`; letters that only look alike, such as `ø` and `o`, stay apart. */
const fold = (text: string): string =>
  text.trim().normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
