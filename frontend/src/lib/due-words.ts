const DAY_MS = 86_400_000;
/** Days ahead that are words: today and tomorrow. */
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
const dayOfYear = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
});
const dayOfAnyYear = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** The calendar day of an instant in the reader's time zone, such as `2026-12-24`. */
export function localDay(instant: number | Date = Date.now()): string {
  const date = new Date(instant);
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

/** Whether a day without a time zone is over for the reader. */
export const isOverdue = (dueOn: string, today = localDay()): boolean => dueOn < today;

/** `Due today`, `Due tomorrow`, `Due 24 Dec`, `Overdue since 24 Dec`; with the year if it differs. */
export function dueWords(dueOn: string, today = localDay()): string {
  const days = Math.round((Date.parse(dueOn) - Date.parse(today)) / DAY_MS);
  if (days === 0 || days === 1) return `Due ${relative.format(days, 'day')}`;
  const format = dueOn.slice(0, 4) === today.slice(0, 4) ? dayOfYear : dayOfAnyYear;
  const day = format.format(Date.parse(dueOn));
  return days < 0 ? `Overdue since ${day}` : `Due ${day}`;
}
