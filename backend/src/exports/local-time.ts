/** Writes instants in one time zone. */
export interface LocalTime {
  /** `2026-12-01` */
  day(instant: string): string;
  /** `14:05` */
  time(instant: string): string;
  /** `2026-12-01 14:05:09`, which spreadsheets read as a time. */
  dateTime(instant: string): string;
  /** The day in words, in the language of the reader: `Tuesday, 1 December 2026`. */
  dayInWords(instant: string): string;
}

const DIGITS = { numberingSystem: 'latn', calendar: 'gregory', hourCycle: 'h23' } as const;

/** @param timeZone an IANA name @param locale a BCP 47 tag, for the days in words */
export function createLocalTime(timeZone: string, locale: string): LocalTime {
  const parts = new Intl.DateTimeFormat('en', {
    ...DIGITS,
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const words = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone });
  const read = (instant: string) =>
    Object.fromEntries(
      parts.formatToParts(Date.parse(instant)).map(({ type, value }) => [type, value]),
    ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', string>;
  const dayOf = ({ year, month, day }: ReturnType<typeof read>) =>
    `${year.padStart(4, '0')}-${month}-${day}`;
  return {
    day: (instant) => dayOf(read(instant)),
    time(instant) {
      const { hour, minute } = read(instant);
      return `${hour}:${minute}`;
    },
    dateTime(instant) {
      const local = read(instant);
      return `${dayOf(local)} ${local.hour}:${local.minute}:${local.second}`;
    },
    dayInWords: (instant) => words.format(Date.parse(instant)),
  };
}

/** Milliseconds by which a time zone is ahead of UTC at a moment. */
function offsetAt(time: number, timeZone: string): number {
  const local = createLocalTime(timeZone, 'en').dateTime(new Date(time).toISOString());
  return Date.parse(`${local.replace(' ', 'T')}Z`) - Math.floor(time / 1000) * 1000;
}

/**
 * When a day begins in a time zone.
 * @param day `2026-12-01`
 * @param plus days after that day
 */
export function startOfDay(day: string, timeZone: string, plus = 0): Date {
  const utc = Date.parse(day) + plus * 86_400_000;
  // The second look counts where the clock changes between the two midnights.
  const guess = utc - offsetAt(utc, timeZone);
  return new Date(utc - offsetAt(guess, timeZone));
}
