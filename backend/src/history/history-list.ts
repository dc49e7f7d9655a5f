import type { MeetingSummary } from '@parley/shared/history';
import { decodeCursor, type Position } from '../platform/cursor';
import type { Limiter } from '../platform/rate-limit';
import {
  countMarksIn,
  createMeetingFilter,
  idOf,
  rangeOf,
  scopeOf,
  type CountMarks,
  type MeetingFilters,
  type ReadingScope,
} from './history-filter';
import type { HistoryStore } from './history-store';
import type { ListedMeeting, ListPart, ListQuery, OwnAttendance } from './list-store';
import { summarise } from './history-view';
import { walk } from './history-walk';
import type { RecordAccess } from './record-access';
import { isListed, type ListReading, readNames, visibleNames } from './visible-names';

/** What a list shows. */
export interface HistoryQuery extends MeetingFilters {
  cursor?: string | undefined;
  limit: number;
}

export interface HistoryPage {
  meetings: MeetingSummary[];
  nextCursor: string | null;
}

export interface HistoryListOptions {
  store: HistoryStore;
  access: Pick<RecordAccess, 'judge'>;
  /** Returns those of the rooms that still exist. */
  existingRooms: (roomIds: string[]) => Promise<Set<string>>;
  /** Counts the messages of a meeting that the reader may read. */
  countMessages: (scope: ReadingScope) => Promise<number>;
  countMarks: CountMarks;
  /** Searches by user. */
  searches: Limiter;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Which rooms of the rows exist. */
interface KnownRooms {
  /** The rooms that were looked up. */
  ids: ReadonlySet<string>;
  existing: ReadonlySet<string>;
}

type OnFound = (own: readonly OwnAttendance[]) => void;

/** More than a page, because a filter may leave out most meetings. */
const FILTERED_BATCH = 100;

/** Creates the list of meetings with its filters. */
export function createHistoryList({ store, access, ...options }: HistoryListOptions) {
  async function list(
    userId: string,
    read: (query: ListQuery, onFound: OnFound) => Promise<ListPart>,
    query: HistoryQuery,
  ): Promise<HistoryPage> {
    const { cursor, limit } = query;
    const filter = createMeetingFilter(query, { store, countMarks: options.countMarks });
    // A search for words may read a thousand meetings.
    if (filter?.isByWords === true) options.searches.consume(userId);
    const range = rangeOf(query);
    let ahead: Promise<KnownRooms> | undefined;
    const onFound: OnFound = (own) => {
      // Without a filter the list shows what it finds, and one wait for the database is enough.
      if (filter === null) ahead = findRoomsAhead(own);
    };
    const { items, nextCursor } = await walk({
      read: (after: Position | undefined, size: number) =>
        read({ after, limit: size, ...range }, onFound),
      pick: async (rows) => {
        const readings = judgeAll(userId, rows);
        const kept = await filter?.keep(readings.flat());
        return readings.map((found) => found.filter((one) => kept?.has(one) ?? true));
      },
      after: cursor === undefined ? undefined : decodeCursor(cursor),
      limit,
      firstBatch: filter === null ? limit + 1 : FILTERED_BATCH,
    });
    return { meetings: await summariseAll(items, await ahead), nextCursor };
  }

  /** What the reader may read of each row: one reading or none. */
  const judgeAll = (userId: string, rows: readonly ListedMeeting[]): ListReading[][] =>
    rows.map(({ meeting, attendance }) => {
      const reading = access.judge(userId, meeting, attendance);
      return reading === null ? [] : [reading];
    });

  /** Finds the rooms of the rows while their meetings are read. */
  function findRoomsAhead(own: readonly OwnAttendance[]): Promise<KnownRooms> {
    // Early attendances do not tell the room.
    const ids = own.flatMap(({ roomId }) => (roomId === undefined ? [] : [roomId.toString()]));
    const rooms = options.existingRooms(ids).then((existing) => ({ ids: new Set(ids), existing }));
    // The caller that awaits `rooms` gets the error. If the list fails first, nobody awaits it.
    rooms.catch(() => undefined);
    return rooms;
  }

  async function summariseAll(
    readings: ListReading[],
    ahead: KnownRooms | undefined,
  ): Promise<MeetingSummary[]> {
    const roomIds = readings.map(({ meeting }) => meeting.roomId.toString());
    const isAhead = roomIds.every((id) => ahead?.ids.has(id) === true);
    const unlisted = readings.filter((reading) => !isListed(reading));
    const [names, rooms, marks] = await Promise.all([
      readNames(
        store,
        unlisted.map(({ meeting }) => meeting._id),
      ),
      (isAhead && ahead?.existing) || options.existingRooms(roomIds),
      countMarksIn(readings, options.countMarks),
    ]);
    return Promise.all(
      readings.map((reading) => {
        const { meeting, isRestricted, until } = reading;
        const parts = {
          meeting,
          attendances: isListed(reading) ? undefined : visibleNames(names, reading),
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
      list(userId, (part, onFound) => store.attendedBy(userId, part, onFound), query),
    /** Lists all meetings of a room. The caller has checked that the user owns the room. */
    ofRoom: (userId: string, roomId: string, query: HistoryQuery) =>
      list(userId, (part) => store.ofRoom(roomId, part), query),
  };
}
