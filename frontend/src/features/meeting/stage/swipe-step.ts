/** A shorter movement may be a tap. CSS pixels. */
const SWIPE = 48;

/**
 * How many pages a movement of a finger turns: 1 for a swipe to the left, -1 for one to the right,
 * 0 for everything else.
 */
export function swipeStep(right: number, down: number): -1 | 0 | 1 {
  if (Math.abs(right) < SWIPE || Math.abs(right) < 2 * Math.abs(down)) return 0;
  return right < 0 ? 1 : -1;
}
