/** What a quiet room is below, in decibels relative to full scale. */
const QUIETEST_DB = -50;

/**
 * How much of a meter a loudness fills, 0 to 1: in decibels, as ears hear, since a voice is a few
 * hundredths of full scale.
 *
 * @param level root mean square of the samples, 0 to 1
 */
export function levelShare(level: number): number {
  const decibels = 20 * Math.log10(level);
  return Math.min(1, Math.max(0, 1 - decibels / QUIETEST_DB));
}
