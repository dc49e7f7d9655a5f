/** Dates and durations in the user's language and time zone. */

import { serverClock } from './server-clock';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const longDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'full' });
const utcDate = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });
const shortTime = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const list = new Intl.ListFormat(undefined, { type: 'conjunction' });
const shortList = new Intl.ListFormat(undefined, { style: 'short', type: 'conjunction' });

/** `3 Jun 2025, 14:05` */
export function formatDateTime(instant: string): string {
  return dateTime.format(new Date(instant));
}

/** `Tuesday, 3 June 2025` */
export function formatDate(instant: string): string {
  return longDate.format(new Date(instant));
}

/** `3 Jun 2025`, of a calendar day such as `2025-06-03` */
export function formatDay(day: string): string {
  return utcDate.format(new Date(day));
}

/** `14:05` */
export function formatTime(instant: string): string {
  return shortTime.format(new Date(instant));
}

/** `14:05 – 14:47`; with dates if the range passes midnight. */
export function formatTimeRange(from: string, to: string): string {
  return shortTime.formatRange(new Date(from), new Date(to));
}

/** `42 min`, `1 hr 5 min`, `20 sec`: the two largest units that are not zero. */
export function formatDuration(seconds: number): string {
  const units: [number, string][] =
    seconds < MINUTE
      ? [[seconds, 'second']]
      : [
          [Math.floor(seconds / HOUR), 'hour'],
          [Math.floor((seconds % HOUR) / MINUTE), 'minute'],
        ];
  return units
    .filter(([amount]) => amount > 0 || units.length === 1)
    .map(([amount, unit]) =>
      new Intl.NumberFormat(undefined, { style: 'unit', unit, unitDisplay: 'short' }).format(
        amount,
      ),
    )
    .join(' ');
}

/** `5 minutes ago`, `yesterday`; a date after a week. Uses the server's clock, as `instant` does. */
export function formatAgo(instant: string, now: number = serverClock.now()): string {
  const seconds = Math.round((now - Date.parse(instant)) / 1000);
  if (seconds < MINUTE) return relative.format(0, 'minute');
  if (seconds < HOUR) return relative.format(-Math.floor(seconds / MINUTE), 'minute');
  if (seconds < DAY) return relative.format(-Math.floor(seconds / HOUR), 'hour');
  if (seconds < 7 * DAY) return relative.format(-Math.floor(seconds / DAY), 'day');
  return formatDateTime(instant);
}

/** How many names a sentence has at most, and how many of more people it names. */
export interface NameLimits {
  readonly most: number;
  readonly first: number;
}

/** A sentence with more names is hard to read. */
const IN_SENTENCES: NameLimits = { most: 9, first: 3 };

/**
 * `Ana, Ben and Cem`; of too many people only the first: `Ana, Ben, Cem and 47 others`
 *
 * @param names of all people, or at least as many as the sentence may have
 * @param count of all people
 */
export function formatNames(
  names: readonly string[],
  count = names.length,
  { most, first } = IN_SENTENCES,
): string {
  if (count <= most) return list.format(names);
  return list.format([...names.slice(0, first), `${count - first} others`]);
}

/** `Ana, Ben and 2 more` */
export function formatPeople(names: readonly string[], count: number): string {
  const more = count - names.length;
  return shortList.format(more > 0 ? [...names, `${more} more`] : names);
}
