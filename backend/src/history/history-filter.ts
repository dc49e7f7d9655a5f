import { fold } from '../platform/words';
import type { HistoryStore } from './history-store';
import type { MarkCounts } from './history-view';
import { type ListReading, readVisibleNames } from './visible-names';

/** What a reader wants to see of a list of meetings. */
export interface MeetingFilters {
  /** A part of the name or the code of the room, or of the name of an attendee. */
  q?: string | undefined;
  person?: string | undefined;
  place?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  withDecisions?: 'true' | undefined;
  withOpenActions?: 'true' | undefined;
}

/** A meeting, and until when the reader may read it. */
export interface ReadingScope {
  meetingId: string;
  until: Date | undefined;
}

/** Counts the marks that the reader may see. Meetings without them are missing. */
export type CountMarks = (scopes: ReadingScope[]) => Promise<Map<string, MarkCounts>>;

export interface MeetingFilter {
  /** Whether it compares names, which costs more reading. */
  readonly isByWords: boolean;
  /** Returns the readings that the filter keeps. */
  keep(readings: readonly ListReading[]): Promise<Set<ListReading>>;
}

/** Creates a filter of meetings; null if it would keep all. The dates are part of the query. */
export function createMeetingFilter(
  { q, person, place, withDecisions, withOpenActions }: MeetingFilters,
  { store, countMarks }: { store: HistoryStore; countMarks: CountMarks },
): MeetingFilter | null {
  const [anyName, personName, placeName] = [fold(q ?? ''), fold(person ?? ''), fold(place ?? '')];
  const wantsNames = `${anyName}${personName}` !== '';
  const wantsMarks = withDecisions !== undefined || withOpenActions !== undefined;
  const isByWords = wantsNames || placeName !== '';
  if (!isByWords && !wantsMarks) return null;

  const hasMarks = ({ decisions, openActions }: MarkCounts = { decisions: 0, openActions: 0 }) =>
    (withDecisions === undefined || decisions > 0) &&
    (withOpenActions === undefined || openActions > 0);

  return {
    isByWords,
    async keep(readings) {
      const there = readings.filter((reading) => contain(placesOf(reading), placeName));
      const marks = wantsMarks ? await countMarksIn(there, countMarks) : null;
      const marked = there.filter((one) => marks === null || hasMarks(marks.get(idOf(one))));
      const names = wantsNames ? await readVisibleNames(store, marked) : () => [];
      const kept = marked.filter((reading) => {
        const people = names(reading).map(({ displayName }) => displayName);
        const { name, code } = reading.meeting.room;
        return contain(people, personName) && contain([name, code, ...people], anyName);
      });
      return new Set(kept);
    },
  };
}

/** The range of positions that the dates of a filter stand for. */
export const rangeOf = ({ from, to }: MeetingFilters) => ({
  from: from === undefined ? undefined : new Date(from),
  to: to === undefined ? undefined : new Date(to),
});

/** Counts the marks that the reader may see. Asks only for meetings that may have some. */
export function countMarksIn(
  readings: readonly ListReading[],
  countMarks: CountMarks,
): Promise<Map<string, MarkCounts>> {
  const marked = readings.filter(
    ({ meeting, isRestricted }) => !isRestricted && (meeting.markCount ?? 0) > 0,
  );
  return marked.length === 0 ? Promise.resolve(new Map()) : countMarks(marked.map(scopeOf));
}

export const idOf = ({ meeting }: ListReading): string => meeting._id.toString();

export const scopeOf = (reading: ListReading): ReadingScope => ({
  meetingId: idOf(reading),
  until: reading.until,
});

/** @param part folded; empty for any text */
const contain = (texts: readonly string[], part: string): boolean =>
  part === '' || texts.some((text) => fold(text).includes(part));

const placesOf = ({ meeting: { title, room } }: ListReading): string[] => {
  const { name, code } = room;
  return [name, code, ...(title === undefined ? [] : [title])];
};
