import type { MeetingRecord as MeetingRecordView, MeetingSummary } from '@parley/shared/history';
import type { ProjectionType, QueryFilter } from 'mongoose';
import type {
  AttendanceModel,
  AttendanceRecord,
  MeetingModel,
  MeetingRecord,
} from '../meetings/meeting.model';
import { decodeCursor, page, type Position } from '../platform/cursor';
import { AppError } from '../platform/errors';
import type { Limiter } from '../platform/rate-limit';
import { searchRows, type Row } from './history-search';
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
  /** Meetings that somebody attended, latest first. */
  listAttended(userId: string, query: HistoryQuery): Promise<Page>;
  /** All meetings of one room; the caller has checked that the room is the reader's. */
  listOfRoom(userId: string, roomId: string, query: HistoryQuery): Promise<Page>;
  /**
   * The record; of a meeting that runs without the reader, their own attendance only.
   * @throws {AppError} NOT_FOUND for those who may not read it, as for a meeting that never was
   */
  read(userId: string, meetingId: string): Promise<MeetingRecordView>;
  /** @throws {AppError} NOT_FOUND as above, MEETING_RUNNING where the meeting runs without the reader */
  assertReader(userId: string, meetingId: string): Promise<void>;
}

export interface HistoryServiceOptions extends ReadingRulesOptions {
  meetings: MeetingModel;
  attendances: AttendanceModel;
  /** Which of these rooms were not deleted. */
  existingRooms: (roomIds: string[]) => Promise<Set<string>>;
  /** Messages so far of a meeting that still runs. */
  countMessages: (meetingId: string) => Promise<number>;
  /** Searches by account. */
  searches: Limiter;
}

export function createHistoryService(options: HistoryServiceOptions): HistoryService {
  const { meetings, attendances, existingRooms, countMessages, now } = options;

  const { asSeen, isRestrictedFor } = createReadingRules(options);

  async function attended(userId: string, after: Position | undefined, limit: number) {
    const mine = await attendances
      .find({ userId, ...beyond('joinedAt', after) }, { meetingId: 1, joinedAt: 1 })
      .sort({ joinedAt: -1, _id: -1 })
      .limit(limit)
      .lean();
    const found = await meetings.find({ _id: { $in: mine.map((a) => a.meetingId) } }).lean();
    const byId = new Map(found.map((meeting) => [meeting._id.toString(), meeting]));
    return mine.flatMap((attendance): Row[] => {
      const meeting = byId.get(attendance.meetingId.toString());
      const position = { time: attendance.joinedAt, id: attendance._id.toString() };
      return meeting === undefined ? [] : [{ meeting: asSeen(meeting), position }];
    });
  }

  async function ofRoom(roomId: string, after: Position | undefined, limit: number) {
    const found = await meetings
      .find({ roomId, ...beyond('startedAt', after) })
      .sort({ startedAt: -1, _id: -1 })
      .limit(limit)
      .lean();
    return found.map(
      (meeting): Row => ({
        meeting: asSeen(meeting),
        position: { time: meeting.startedAt, id: meeting._id.toString() },
      }),
    );
  }

  /** By meeting: everybody, or only the reader where the meeting runs without them. */
  async function peopleOf(
    userId: string,
    rows: Row[],
    projection?: ProjectionType<AttendanceRecord>,
  ): Promise<(row: Row) => AttendanceRecord[]> {
    const found = await attendances
      .find({ meetingId: { $in: rows.map(({ meeting }) => meeting._id) } }, projection)
      .lean();
    const groups = groupByMeeting(found);
    return ({ meeting }) => {
      const people = groups.get(meeting._id.toString()) ?? [];
      return isRestrictedFor(userId, meeting) ? people.filter(isOf(userId)) : people;
    };
  }

  const namesOf = (userId: string) => async (rows: Row[]) => {
    const people = await peopleOf(userId, rows, { meetingId: 1, userId: 1, displayName: 1 });
    return (row: Row) => people(row).map(({ displayName }) => displayName);
  };

  async function list(
    userId: string,
    read: (after: Position | undefined, limit: number) => Promise<Row[]>,
    { cursor, limit, q }: HistoryQuery,
  ): Promise<Page> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const words = q?.toLocaleLowerCase() ?? '';
    if (words !== '') await options.searches.consume(userId);
    const found =
      words === ''
        ? page(await read(after, limit + 1), limit, ({ position }) => position)
        : await searchRows(read, namesOf(userId), { after, limit, words });
    const [people, rooms] = await Promise.all([
      peopleOf(userId, found.rows),
      existingRooms(found.rows.map(({ meeting }) => meeting.roomId.toString())),
    ]);
    const summaries = found.rows.map((row) => {
      const { meeting } = row;
      const parts = {
        meeting,
        people: people(row),
        roomExists: rooms.has(meeting.roomId.toString()),
        isRestricted: isRestrictedFor(userId, meeting),
      };
      return summarise(parts, countMessages, now());
    });
    return { meetings: await Promise.all(summaries), nextCursor: found.nextCursor };
  }

  async function readable(userId: string, meetingId: string): Promise<MeetingRecord> {
    const [meeting, attendance] = await Promise.all([
      meetings.findById(meetingId).lean(),
      attendances.exists({ meetingId, userId }),
    ]);
    const allowed = attendance !== null || meeting?.ownerId.toString() === userId;
    if (meeting === null || !allowed) throw new AppError('NOT_FOUND');
    return asSeen(meeting);
  }

  return {
    listAttended: (userId, query) =>
      list(userId, (after, limit) => attended(userId, after, limit), query),
    listOfRoom: (userId, roomId, query) =>
      list(userId, (after, limit) => ofRoom(roomId, after, limit), query),
    async read(userId, meetingId) {
      const meeting = await readable(userId, meetingId);
      const isRestricted = isRestrictedFor(userId, meeting);
      const roomId = meeting.roomId.toString();
      const [people, rooms] = await Promise.all([
        attendances
          .find({ meetingId, ...(isRestricted && { userId }) })
          .sort({ joinedAt: 1, _id: 1 })
          .lean(),
        existingRooms([roomId]),
      ]);
      const parts = { meeting, people, roomExists: rooms.has(roomId), isRestricted };
      const summary = await summarise(parts, countMessages, now());
      return viewRecord(summary, meeting, people, userId, now());
    },
    async assertReader(userId, meetingId) {
      const meeting = await readable(userId, meetingId);
      if (isRestrictedFor(userId, meeting)) throw new AppError('MEETING_RUNNING');
    },
  };
}

const isOf = (userId: string) => (attendance: AttendanceRecord) =>
  attendance.userId.toString() === userId;

function beyond(field: 'joinedAt' | 'startedAt', after: Position | undefined): QueryFilter<object> {
  if (after === undefined) return {};
  return {
    $or: [{ [field]: { $lt: after.time } }, { [field]: after.time, _id: { $lt: after.id } }],
  };
}

function groupByMeeting(found: AttendanceRecord[]): Map<string, AttendanceRecord[]> {
  const groups = new Map<string, AttendanceRecord[]>();
  for (const attendance of found) {
    const key = attendance.meetingId.toString();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [attendance]);
    else group.push(attendance);
  }
  return groups;
}
