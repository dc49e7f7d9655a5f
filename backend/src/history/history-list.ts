import type { MeetingSummary } from '@parley/shared/history';
import { decodeCursor, type Position } from '../platform/cursor';
import type { Limiter } from '../platform/rate-limit';
import { fold } from '../platform/words';
import type { HistoryStore, ListedMeeting, ListPart, ListQuery } from './history-store';
import { summarise, type MarkCounts } from './history-view';
import { walk } from './history-walk';
import type { RecordAccess } from './record-access';
import { type ListReading, readVisibleNames } from './visible-names';

/** What a list shows. */
export interface HistoryQuery {
  cursor?: string | undefined;
  limit: number;
  /** A part of the name of the room or of an attendee. */
  q?: string | undefined;
  person?: string | undefined;
  place?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  withDecisions?: 'true' | undefined;
  withOpenActions?: 'true' | undefined;
}

export interface HistoryPage {
  meetings: MeetingSummary[];
  nextCursor: string | null;
}

/** A meeting, and until when the reader may read it. */
export interface ReadingScope {
  meetingId: string;
  until: Date | undefined;
}

export interface HistoryListOptions {
  store: HistoryStore;
  access: Pick<RecordAccess, 'judge'>;
  /** Returns those of the rooms that still exist. */
  existingRooms: (roomIds: string[]) => Promise<Set<string>>;
  /** Counts the messages of a meeting that the reader may read. */
  countMessages: (scope: ReadingScope) => Promise<number>;
  /** Counts the marks that the reader may see. Meetings without them are missing. */
  countMarks: (scopes: ReadingScope[]) => Promise<Map<string, MarkCounts>>;
  /** Searches by user. */
  searches: Limiter;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** More than a page, because a filter may leave out most meetings. */
const FILTERED_BATCH = 100;

/** Creates the list of meetings with its filters. */
export function createHistoryList({ store, access, ...options }: HistoryListOptions) {
  async function list(
    userId: string,
    read: (query: ListQuery) => Promise<ListPart>,
    query: HistoryQuery,
  ): Promise<HistoryPage> {
    const { cursor, limit } = query;
    const matches = createFilter(query);
    // A search for words may read a thousand meetings.
    if (matches?.isByWords === true) options.searches.consume(userId);
    const range = {
      from: query.from === undefined ? undefined : new Date(query.from),
      to: query.to === undefined ? undefined : new Date(query.to),
    };
    const { items, nextCursor } = await walk({
      read: (after: Position | undefined, size: number) => read({ after, limit: size, ...range }),
      pick: async (rows) => {
        const readings = judgeAll(userId, rows);
        const isHit = matches === null ? () => true : await matches.filter(readings.flat());
        return readings.map((found) => found.filter(isHit));
      },
      after: cursor === undefined ? undefined : decodeCursor(cursor),
      limit,
      firstBatch: matches === null ? limit + 1 : FILTERED_BATCH,
    });
    return { meetings: await summariseAll(items), nextCursor };
  }

  /** What the reader may read of each row: one reading or none. */
  const judgeAll = (userId: string, rows: readonly ListedMeeting[]): ListReading[][] =>
    rows.map(({ meeting, attendance }) => {
      const reading = access.judge(userId, meeting, attendance);
      return reading === null ? [] : [reading];
    });

  function createFilter({ q, person, place, withDecisions, withOpenActions }: HistoryQuery) {
    const [anyName, personName, placeName] = [q, person, place].map((text) => fold(text ?? ''));
    const wantsMarks = withDecisions !== undefined || withOpenActions !== undefined;
    const isByWords = `${anyName}${personName}${placeName}` !== '';
    if (!isByWords && !wantsMarks) return null;
    const has = (texts: readonly string[], part: string | undefined) =>
      part === undefined || part === '' || texts.some((text) => fold(text).includes(part));
    return {
      isByWords,
      async filter(readings: ListReading[]): Promise<(reading: ListReading) => boolean> {
        const candidates = readings.filter(({ meeting }) => has(placesOf(meeting), placeName));
        const [names, marks] = await Promise.all([
          `${anyName}${personName}` === '' ? () => [] : readVisibleNames(store, candidates),
          wantsMarks ? marksOf(candidates) : new Map<string, MarkCounts>(),
        ]);
        const hits = new Set(
          candidates.filter((reading) => {
            const people = names(reading).map(({ displayName }) => displayName);
            const { decisions = 0, openActions = 0 } = marks.get(idOf(reading)) ?? {};
            return (
              has(people, personName) &&
              has([reading.meeting.room.name, reading.meeting.room.code, ...people], anyName) &&
              (withDecisions === undefined || decisions > 0) &&
              (withOpenActions === undefined || openActions > 0)
            );
          }),
        );
        return (reading) => hits.has(reading);
      },
    };
  }

  /** Asks only for meetings that may have marks; most have none. */
  const marksOf = (readings: readonly ListReading[]): Promise<Map<string, MarkCounts>> => {
    const marked = readings.filter(
      ({ meeting, isRestricted }) => !isRestricted && (meeting.markCount ?? 0) > 0,
    );
    return marked.length === 0
      ? Promise.resolve(new Map())
      : options.countMarks(marked.map(scopeOf));
  };

  async function summariseAll(readings: ListReading[]): Promise<MeetingSummary[]> {
    const [names, rooms, marks] = await Promise.all([
      readVisibleNames(store, readings),
      options.existingRooms(readings.map(({ meeting }) => meeting.roomId.toString())),
      marksOf(readings),
    ]);
    return Promise.all(
      readings.map((reading) => {
        const { meeting, isRestricted, until } = reading;
        const parts = {
          meeting,
          attendances: names(reading),
          roomExists: rooms.has(meeting.roomId.toString()),
          isRestricted,
          isCut: until !== undefined,
          marks: marks.get(idOf(reading)),
        };
        return summarise(parts, () => options.countMessages(scopeOf(reading)), options.now());
      }),
    );
  }

  return {
    /** Lists the meetings that a user attended, latest first. */
    attended: (userId: string, query: HistoryQuery) =>
      list(userId, (part) => store.attendedBy(userId, part), query),
    /** Lists all meetings of a room. The caller has checked that the user owns the room. */
    ofRoom: (userId: string, roomId: string, query: HistoryQuery) =>
      list(userId, (part) => store.ofRoom(roomId, part), query),
  };
}

const idOf = ({ meeting }: ListReading): string => meeting._id.toString();

const scopeOf = (reading: ListReading): ReadingScope => ({
  meetingId: idOf(reading),
  until: reading.until,
});

const placesOf = ({ room, title }: ListReading['meeting']): string[] => [
  room.name,
  room.code,
  ...(title === undefined ? [] : [title]),
];
