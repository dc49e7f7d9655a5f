import type { HostAction } from '@parley/shared/host-controls';
import type { MeetingRecord, MeetingSummary } from '@parley/shared/history';
import { DEFAULT_RETENTION } from '@parley/shared/retention';
import type { Mark } from '@parley/shared/marks';
import type { AttendanceDocument, MeetingDocument } from '../meetings/meeting.model';
import { decodeCursor, page, type Position } from '../platform/cursor';
import type { Limiter } from '../platform/rate-limit';
import { searchRows } from './history-search';
import type { HistoryStore, ListedMeeting } from './history-store';
import { summarise, viewRecord } from './history-view';
import type { Reading, RecordAccess } from './record-access';
import {
  attendancesUntil,
  createReadingRules,
  readableUntil,
  type ReadingRulesOptions,
} from './reading-rules';

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
  /** What a reader may read of a record. */
  view(reading: Reading): Promise<MeetingRecord>;
}

export interface HistoryServiceOptions extends ReadingRulesOptions {
  store: HistoryStore;
  access: Pick<RecordAccess, 'find'>;
  /** Returns those of the rooms that still exist. */
  existingRooms: (roomIds: string[]) => Promise<Set<string>>;
  /** Counts the messages of a meeting that still runs. */
  countMessages: (meetingId: string) => Promise<number>;
  /** Counts the messages of a meeting until a moment. */
  countMessagesUntil: (meetingId: string, until: Date) => Promise<number>;
  /** The host actions of a meeting, until a moment. */
  hostActionsOf: (meetingId: string, until: Date | undefined) => Promise<HostAction[]>;
  /** The marks of a meeting, until a moment. */
  marksOf: (meetingId: string, until: Date | undefined) => Promise<Mark[]>;
  /** Searches by user. */
  searches: Limiter;
  /** Milliseconds since the epoch. */
  now: () => number;
}

/** Creates the service that lists past and running meetings and reads their records. */
export function createHistoryService(options: HistoryServiceOptions): HistoryService {
  const { store, access, existingRooms, now } = options;
  const { asSeen, isRestrictedFor } = createReadingRules(options);
  const seen = (rows: ListedMeeting[]) =>
    rows.map((row) => ({ ...row, meeting: asSeen(row.meeting) }));

  /** Until when the user may read a meeting; its owner may always read all of it. */
  const untilFor = (
    userId: string,
    { ownerId }: MeetingDocument,
    attendances: readonly AttendanceDocument[],
  ): Date | undefined =>
    ownerId.toString() === userId ? undefined : readableUntil(attendances.find(isOf(userId)));

  /** Counts the messages that the user may read. */
  const counterFor =
    (userId: string, meeting: MeetingDocument, attendances: readonly AttendanceDocument[]) =>
    async (meetingId: string): Promise<number> => {
      const until = untilFor(userId, meeting, attendances);
      return until === undefined
        ? options.countMessages(meetingId)
        : options.countMessagesUntil(meetingId, until);
    };

  /** Returns the attendances that the user may see in each row. */
  async function visibleAttendances(
    userId: string,
    rows: ListedMeeting[],
    projection?: Parameters<HistoryStore['attendancesByMeeting']>[1],
  ): Promise<(row: ListedMeeting) => AttendanceDocument[]> {
    const groups = await store.attendancesByMeeting(rows, projection);
    return ({ meeting }) => {
      const all = groups.get(meeting._id.toString()) ?? [];
      if (isRestrictedFor(userId, meeting)) return all.filter(isOf(userId));
      return attendancesUntil(all, untilFor(userId, meeting, all));
    };
  }

  const visibleNames = (userId: string) => async (rows: ListedMeeting[]) => {
    const projection = { meetingId: 1, userId: 1, displayName: 1, joinedAt: 1, removedAt: 1 };
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
      const visible = attendances(row);
      const parts = {
        meeting,
        attendances: visible,
        roomExists: rooms.has(meeting.roomId.toString()),
        isRestricted: isRestrictedFor(userId, meeting),
        isCut: untilFor(userId, meeting, visible) !== undefined,
      };
      return summarise(parts, counterFor(userId, meeting, visible), now());
    });
    return { meetings: await Promise.all(summaries), nextCursor: found.nextCursor };
  }

  async function view(reading: Reading): Promise<MeetingRecord> {
    const { readerId, meeting, isRestricted, isOwner, isShared, until } = reading;
    const meetingId = meeting._id.toString();
    const roomId = meeting.roomId.toString();
    const [all, rooms] = await Promise.all([
      store.attendancesOf(meetingId, isRestricted ? readerId : undefined),
      existingRooms([roomId]),
    ]);
    const attendances = attendancesUntil(all, until);
    const parts = {
      meeting,
      attendances,
      roomExists: rooms.has(roomId),
      isRestricted,
      isCut: until !== undefined,
    };
    const [summary, hostActions, marks] = await Promise.all([
      summarise(parts, counterFor(readerId, meeting, all), now()),
      isRestricted ? [] : options.hostActionsOf(meetingId, until),
      isRestricted || !hasMarks(meeting) ? [] : options.marksOf(meetingId, until),
    ]);
    const record = viewRecord(summary, meeting, attendances, readerId, now());
    return {
      ...record,
      hostActions,
      activities: [],
      marks,
      connections: [],
      isMine: isOwner,
      ...(isShared && { isShared }),
      retention: meeting.retention ?? DEFAULT_RETENTION,
      ...(meeting.expiresAt && { expiresAt: meeting.expiresAt.toISOString() }),
    };
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
    read: async (userId, meetingId) => view(await access.find(userId, meetingId)),
    view,
  };
}

const isOf = (userId: string) => (attendance: AttendanceDocument) =>
  attendance.userId.toString() === userId;

/** Whether a meeting may have marks; most have none. */
const hasMarks = ({ markCount = 0 }: MeetingDocument): boolean => markCount > 0;
