import type { MeetingRecord, MeetingSummary } from '@parley/shared/history';
import type { AttendanceDocument, MeetingDocument } from '../meetings/meeting.model';
import { decodeCursor, page, type Position } from '../platform/cursor';
import { AppError } from '../platform/errors';
import type { Limiter } from '../platform/rate-limit';
import { searchRows } from './history-search';
import type { HistoryStore, ListedMeeting } from './history-store';
import { summarise, viewRecord } from './history-view';
import { createReadingRules, type ReadingRulesOptions } from './reading-rules';

export interface HistoryQuery {
  cursor?: string | undefined;
  limit: number;
  q?: string | undefined;
}

interface Page {
  meetings: MeetingSummary[];
  nextCursor: string | null;
}

export interface HistoryService {
  /** Lists the meetings that a user attended, latest first. */
  listAttended(userId: string, query: HistoryQuery): Promise<Page>;
  /** Lists all meetings of a room. The caller has checked that the user owns the room. */
  listOfRoom(userId: string, roomId: string, query: HistoryQuery): Promise<Page>;
  /**
   * Reads the record of a meeting. While the meeting runs without the reader, the record contains
   * only their own attendance.
   * @throws {AppError} NOT_FOUND if the user may not read it or the meeting does not exist
   */
  read(userId: string, meetingId: string): Promise<MeetingRecord>;
  /**
   * Checks that a user may read everything of a meeting.
   * @throws {AppError} NOT_FOUND as `read` does; MEETING_RUNNING if the meeting runs without the user
   */
  assertReader(userId: string, meetingId: string): Promise<void>;
}

export interface HistoryServiceOptions extends ReadingRulesOptions {
  store: HistoryStore;
  /** Returns those of the rooms that still exist. */
  existingRooms: (roomIds: string[]) => Promise<Set<string>>;
  /** Counts the messages of a meeting that still runs. */
  countMessages: (meetingId: string) => Promise<number>;
  /** Searches by user. */
  searches: Limiter;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Creates the service that lists past and running meetings and reads their records. */
export function createHistoryService(options: HistoryServiceOptions): HistoryService {
  const { store, existingRooms, countMessages, now } = options;
  const { asSeen, isRestrictedFor } = createReadingRules(options);
  const seen = (rows: ListedMeeting[]) =>
    rows.map((row) => ({ ...row, meeting: asSeen(row.meeting) }));

  /** Returns the attendances that the user may see in each row. */
  async function visibleAttendances(
    userId: string,
    rows: ListedMeeting[],
    projection?: Parameters<HistoryStore['attendancesByMeeting']>[1],
  ): Promise<(row: ListedMeeting) => AttendanceDocument[]> {
    const groups = await store.attendancesByMeeting(rows, projection);
    return ({ meeting }) => {
      const all = groups.get(meeting._id.toString()) ?? [];
      return isRestrictedFor(userId, meeting) ? all.filter(isOf(userId)) : all;
    };
  }

  const visibleNames = (userId: string) => async (rows: ListedMeeting[]) => {
    const projection = { meetingId: 1, userId: 1, displayName: 1 };
    const attendances = await visibleAttendances(userId, rows, projection);
    return (row: ListedMeeting) => attendances(row).map(({ displayName }) => displayName);
  };

  async function list(
    userId: string,
    read: (after: Position | undefined, limit: number) => Promise<ListedMeeting[]>,
    { cursor, limit, q }: HistoryQuery,
  ): Promise<Page> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const words = q?.toLocaleLowerCase() ?? '';
    if (words !== '') options.searches.consume(userId);
    const found =
      words === ''
        ? page(await read(after, limit + 1), limit, ({ position }) => position)
        : await searchRows(read, visibleNames(userId), { after, limit, words });
    const [attendances, rooms] = await Promise.all([
      visibleAttendances(userId, found.rows),
      existingRooms(found.rows.map(({ meeting }) => meeting.roomId.toString())),
    ]);
    const summaries = found.rows.map((row) => {
      const { meeting } = row;
      const parts = {
        meeting,
        attendances: attendances(row),
        roomExists: rooms.has(meeting.roomId.toString()),
        isRestricted: isRestrictedFor(userId, meeting),
      };
      return summarise(parts, countMessages, now());
    });
    return { meetings: await Promise.all(summaries), nextCursor: found.nextCursor };
  }

  async function readable(userId: string, meetingId: string): Promise<MeetingDocument> {
    const { meeting, hasAttended } = await store.find(userId, meetingId);
    const allowed = hasAttended || meeting?.ownerId.toString() === userId;
    if (meeting === null || !allowed) throw new AppError('NOT_FOUND');
    return asSeen(meeting);
  }

  return {
    listAttended: (userId, query) =>
      list(
        userId,
        async (after, limit) => seen(await store.attendedBy(userId, after, limit)),
        query,
      ),
    listOfRoom: (userId, roomId, query) =>
      list(userId, async (after, limit) => seen(await store.ofRoom(roomId, after, limit)), query),
    async read(userId, meetingId) {
      const meeting = await readable(userId, meetingId);
      const isRestricted = isRestrictedFor(userId, meeting);
      const roomId = meeting.roomId.toString();
      const [attendances, rooms] = await Promise.all([
        store.attendancesOf(meetingId, isRestricted ? userId : undefined),
        existingRooms([roomId]),
      ]);
      const parts = { meeting, attendances, roomExists: rooms.has(roomId), isRestricted };
      const summary = await summarise(parts, countMessages, now());
      return viewRecord(summary, meeting, attendances, userId, now());
    },
    async assertReader(userId, meetingId) {
      const meeting = await readable(userId, meetingId);
      if (isRestrictedFor(userId, meeting)) throw new AppError('MEETING_RUNNING');
    },
  };
}

const isOf = (userId: string) => (attendance: AttendanceDocument) =>
  attendance.userId.toString() === userId;
