const USUAL_CAPACITY = 4;

/** @param capacity seats of a room, at least 2 */
export function capacityLabel(capacity: number): string {
  return capacity === 2 ? 'One-to-one' : `Up to ${capacity} people`;
}

/**
 * The numbers of people to choose from: 2 to `max`, what this server allows, and what a room has
 * already, which may come from a time when more were allowed.
 */
export function capacityChoices(max: number, current = max): number[] {
  const allowed = Array.from({ length: max - 1 }, (_, index) => index + 2);
  return current > max ? [...allowed, current] : allowed;
}

/** What a new room has unless somebody chooses. */
export const presetCapacity = (max: number): number => Math.min(USUAL_CAPACITY, max);
