const USUAL_CAPACITY = 4;

/**
 * `One-to-one`, `Up to 4 people`
 *
 * @param capacity at least 2
 */
export function capacityLabel(capacity: number): string {
  return capacity === 2 ? 'One-to-one' : `Up to ${capacity} people`;
}

/**
 * The capacities to choose from: 2 to `max`, and the present capacity of a room, which may be greater
 * if the server allowed more when the room was created.
 */
export function capacityChoices(max: number, current = max): number[] {
  const allowed = Array.from({ length: max - 1 }, (_, index) => index + 2);
  return current > max ? [...allowed, current] : allowed;
}

/** The capacity of a new room unless the user chooses another. */
export const presetCapacity = (max: number): number => Math.min(USUAL_CAPACITY, max);
