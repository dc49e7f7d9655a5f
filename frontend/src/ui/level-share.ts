/** The level of a quiet room is below this, in decibels relative to full scale. */
const QUIETEST_DB = -50;

/**
 * The share of a level meter that an audio level fills, 0 to 1. The scale is in decibels, because the
 * level of a voice is only a few hundredths of full scale.
 *
 * @param level root mean square of the samples, 0 to 1
 */
export function levelShare(level: number): number {
  const decibels = 20 * Math.log10(level);
  return Math.min(1, Math.max(0, 1 - decibels / QUIETEST_DB));
}
