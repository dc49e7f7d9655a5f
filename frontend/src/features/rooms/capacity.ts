import type { Room } from '@parley/shared/rooms';

/** Stands for "as many as the server can hold" among capacities. */
export const MOST = 0;

/** A room for more people is one of these sizes. */
const LARGE = [2, 4, 8, 16, 25, 50, 100];
/** Up to this size, each number is a choice. */
const EACH_UP_TO = 9;

/**
 * `One-to-one`, `Up to 4 people`
 *
 * @param capacity at least 2
 */
function capacityLabel(capacity: number): string {
  return capacity === 2 ? 'One-to-one' : `Up to ${capacity} people`;
}

/** The same for a room as it is now. */
export const roomCapacityLabel = ({ capacity, waitsForSfu }: Room): string =>
  waitsForSfu === true ? `${capacityLabel(capacity)} at the moment` : capacityLabel(capacity);

/** The label of a choice. @param max the largest capacity that the server allows now */
export const choiceLabel = (choice: number, max: number): string =>
  choice === MOST ? `As many as the server can (${max})` : capacityLabel(choice);

/**
 * The capacities to choose from, `MOST` first, and the present choice for a room, which may be greater
 * if the server allowed more at that time.
 */
export function capacityChoices(max: number, current = MOST): number[] {
  const sizes =
    max <= EACH_UP_TO
      ? Array.from({ length: max - 1 }, (_, index) => index + 2)
      : [...LARGE.filter((size) => size < max), max];
  return [MOST, ...new Set([...sizes, ...(current === MOST ? [] : [current])])].sort(
    (a, b) => a - b,
  );
}
