import type { MeetingRecord as MeetingRecordView, MeetingSummary } from '@parley/shared/history';
import type { QueryFilter } from 'mongoose';
import type { AttendanceModel, AttendanceRecord } from '../meetings/attendance.model';
import type { MeetingModel, MeetingRecord } from '../meetings/meeting.model';
import { decodeCursor, encodeCursor, page, type Position } from '../platform/cursor';
import { AppError } from '../platform/errors';
import { summarise, viewRecord } from './history-view';

/** How many attendances one search reads before it answers with what it has and a cursor. */
const SEARCH_BATCH = 100;
const SEARCH_BATCHES = 10;

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
  /** All meetings of one room; the caller has checked that the room is theirs. */
  listOfRoom(roomId: string, query: HistoryQuery): Promise<Page>;
  /** @throws {AppError} NOT_FOUND for those who may not read it, as for a meeting that never was */
  read(userId: string, meetingId: string): Promise<MeetingRecordView>;
  assertReader(userId: string, meetingId: string): Promise<void>;
}

export interface HistoryServiceOptions {
  meetings: MeetingModel;
  attendances: AttendanceModel;
  /** Which of these rooms were not deleted. */
  existingRooms: (roomIds: string[]) => Promise<Set<string>>;
  /** Messages so far of a meeting that still runs. */
  countMessages: (meetingId: string) => Promise<number>;
  now: () => number;
}

/** A row of a list: the meeting, and where it stands in the order of that list. */
interface Row {
  meeting: MeetingRecord;
  position: Position;
}

export function createHistoryService(options: HistoryServiceOptions): HistoryService {
  const { meetings, attendances, existingRooms, countMessages, now } = options;

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
      return meeting === undefined ? [] : [{ meeting, position }];
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
        meeting,
        position: { time: meeting.startedAt, id: meeting._id.toString() },
      }),
    );
  }

  async function peopleOf(rows: Row[]): Promise<Map<string, AttendanceRecord[]>> {
    const found = await attendances
      .find({ meetingId: { $in: rows.map(({ meeting }) => meeting._id) } })
      .lean();
    return groupByMeeting(found);
  }

  async function list(
    read: (after: Position | undefined, limit: number) => Promise<Row[]>,
    { cursor, limit, q }: HistoryQuery,
  ): Promise<Page> {
    const after = cursor === undefined ? undefined : decodeCursor(cursor);
    const words = q?.toLocaleLowerCase() ?? '';
    const found =
      words === ''
        ? page(await read(after, limit + 1), limit, ({ position }) => position)
        : await search(read, after, limit, words);
    const [people, rooms] = await Promise.all([
      peopleOf(found.rows),
      existingRooms(found.rows.map(({ meeting }) => meeting.roomId.toString())),
    ]);
    const summaries = found.rows.map(({ meeting }) => {
      const present = people.get(meeting._id.toString()) ?? [];
      const roomExists = rooms.has(meeting.roomId.toString());
      return summarise({ meeting, people: present, roomExists }, countMessages, now());
    });
    return { meetings: await Promise.all(summaries), nextCursor: found.nextCursor };
  }

  /** Walks the same keyset in batches; a long walk without hits goes on in the next request. */
  async function search(
    read: (after: Position | undefined, limit: number) => Promise<Row[]>,
    start: Position | undefined,
    limit: number,
    words: string,
  ): Promise<{ rows: Row[]; nextCursor: string | null }> {
    const hits: Row[] = [];
    let after = start;
    for (let batch = 0; batch < SEARCH_BATCHES; batch += 1) {
      const rows = await read(after, SEARCH_BATCH);
      const people = await peopleOf(rows);
      for (const row of rows) {
        const names = people.get(row.meeting._id.toString())?.map((a) => a.displayName) ?? [];
        const texts = [row.meeting.room.name, row.meeting.room.code, ...names];
        if (texts.some((text) => text.toLocaleLowerCase().includes(words))) hits.push(row);
        after = row.position;
        if (hits.length > limit) return page(hits, limit, ({ position }) => position);
      }
      if (rows.length < SEARCH_BATCH) return { rows: hits, nextCursor: null };
    }
    // Everything up to `after` was looked at, so the next page starts there.
    return { rows: hits, nextCursor: after === undefined ? null : encodeCursor(after) };
  }

  async function readable(userId: string, meetingId: string): Promise<MeetingRecord> {
    const [meeting, attendance] = await Promise.all([
      meetings.findById(meetingId).lean(),
      attendances.exists({ meetingId, userId }),
    ]);
    const allowed = attendance !== null || meeting?.ownerId.toString() === userId;
    if (meeting === null || !allowed) throw new AppError('NOT_FOUND');
    return meeting;
  }

  return {
    listAttended: (userId, query) => list((after, limit) => attended(userId, after, limit), query),
    listOfRoom: (roomId, query) => list((after, limit) => ofRoom(roomId, after, limit), query),
    async read(userId, meetingId) {
      const meeting = await readable(userId, meetingId);
      const roomId = meeting.roomId.toString();
      const [people, rooms] = await Promise.all([
        attendances.find({ meetingId }).sort({ joinedAt: 1, _id: 1 }).lean(),
        existingRooms([roomId]),
      ]);
      const roomExists = rooms.has(roomId);
      const summary = await summarise({ meeting, people, roomExists }, countMessages, now());
      return viewRecord(summary, meeting, people, userId, now());
    },
    assertReader: async (userId, meetingId) => void (await readable(userId, meetingId)),
  };
}

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
