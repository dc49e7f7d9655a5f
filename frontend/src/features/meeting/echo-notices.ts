/** Somebody who was told of their echo needs some time to find their headphones. */
const PATIENCE_MS = 5 * 60_000;

/** Who is to be named now: those who echo and were not named lately. Remembers them in `named`. */
export function echoNotices(
  echoing: readonly string[],
  named: Map<string, number>,
  now: number,
): string[] {
  const due = echoing.filter((id) => now - (named.get(id) ?? -Infinity) >= PATIENCE_MS);
  for (const id of due) named.set(id, now);
  return due;
}
