import { serverClock } from './server-clock';

const month = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' });

const dayNumber = (date: Date): number =>
  Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000;

/** `Today`, `Yesterday`, or the month: `May 2026`, in the reader's time zone. */
export function timeGroup(instant: string, now: number = serverClock.now()): string {
  const date = new Date(instant);
  const daysAgo = dayNumber(new Date(now)) - dayNumber(date);
  if (daysAgo === 0) return 'Today';
  return daysAgo === 1 ? 'Yesterday' : month.format(date);
}

/** Puts neighbours of one group together; the order stays. */
export function inGroups<T>(
  list: readonly T[],
  groupOf: (one: T) => string,
): { name: string; members: T[] }[] {
  const groups: { name: string; members: T[] }[] = [];
  for (const one of list) {
    const name = groupOf(one);
    const last = groups.at(-1);
    if (last?.name === name) last.members.push(one);
    else groups.push({ name, members: [one] });
  }
  return groups;
}
