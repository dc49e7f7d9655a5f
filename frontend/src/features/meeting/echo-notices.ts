/** A participant needs some time to find their headphones. */
const NOTICE_INTERVAL_MS = 5 * 60_000;

/**
 * The participants whose echo needs a notice now, because they had none lately.
 *
 * @param echoing ids of the participants who echo
 * @param named when each participant was last named; updated
 * @param now in milliseconds
 */
export function echoNotices(
  echoing: readonly string[],
  named: Map<string, number>,
  now: number,
): string[] {
  const due = echoing.filter((id) => now - (named.get(id) ?? -Infinity) >= NOTICE_INTERVAL_MS);
  for (const id of due) named.set(id, now);
  return due;
}
