import type { ProjectionType, QueryFilter } from 'mongoose';
import type {
  AttendanceModel,
  AttendanceDocument,
  MeetingModel,
  MeetingDocument,
} from '../meetings/meeting.model';
import type { Position } from '../platform/cursor';
import { isExpired } from './reading-rules';

/** A meeting in a list, with its position in the order of that list. */
export interface ListedMeeting {
  meeting: MeetingDocument;
  position: Position;
}

export type HistoryStore = ReturnType<typeof createHistoryStore>;

/** Creates the queries of the history. It only reads the collections that the meetings write. */
export function createHistoryStore(
  meetings: MeetingModel,
  attendances: AttendanceModel,
  now: () => number,
) {
  const notExpired = (): QueryFilter<MeetingDocument> => ({
    $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: new Date(now()) } }],
  });

  return {
    /** The meetings that a user attended, latest first. */
    async attendedBy(
      userId: string,
      after: Position | undefined,
      limit: number,
    ): Promise<ListedMeeting[]> {
      const rows: ListedMeeting[] = [];
      let position = after;
      // Expired records take no place in the list, so another read may have to fill it.
      while (rows.length < limit) {
        const own = await attendances
          .find({ userId, ...beyond('joinedAt', position) }, { meetingId: 1, joinedAt: 1 })
          .sort({ joinedAt: -1, _id: -1 })
          .limit(limit)
          .lean();
        const found = await meetings.find({ _id: { $in: own.map((a) => a.meetingId) } }).lean();
        const byId = new Map(found.map((meeting) => [meeting._id.toString(), meeting]));
        for (const attendance of own) {
          position = { time: attendance.joinedAt, id: attendance._id.toString() };
          const meeting = byId.get(attendance.meetingId.toString());
          if (meeting !== undefined && !isExpired(meeting, now())) rows.push({ meeting, position });
        }
        if (own.length < limit) break;
      }
      return rows.slice(0, limit);
    },

    /** The meetings of a room, latest first. */
    async ofRoom(
      roomId: string,
      after: Position | undefined,
      limit: number,
    ): Promise<ListedMeeting[]> {
      const found = await meetings
        .find({ roomId, $and: [notExpired(), beyond('startedAt', after)] })
        .sort({ startedAt: -1, _id: -1 })
        .limit(limit)
        .lean();
      return found.map((meeting) => ({
        meeting,
        position: { time: meeting.startedAt, id: meeting._id.toString() },
      }));
    },

    /** The meetings of a room that began in a time span, the earliest first. */
    async ofRoomIn(
      roomId: string,
      { from, until }: { from: Date; until: Date },
      after: Position | undefined,
      limit: number,
    ): Promise<ListedMeeting[]> {
      const later = after && {
        $or: [
          { startedAt: { $gt: after.time } },
          { startedAt: after.time, _id: { $gt: after.id } },
        ],
      };
      const found = await meetings
        .find({
          roomId,
          startedAt: { $gte: from, $lt: until },
          $and: [notExpired(), later ?? {}],
        })
        .sort({ startedAt: 1, _id: 1 })
        .limit(limit)
        .lean();
      return found.map((meeting) => ({
        meeting,
        position: { time: meeting.startedAt, id: meeting._id.toString() },
      }));
    },

    /** The meeting, and the attendance of the user in it. */
    async find(userId: string, meetingId: string) {
      const [meeting, attendance] = await Promise.all([
        meetings.findById(meetingId).lean(),
        attendances.findOne({ meetingId, userId }).lean(),
      ]);
      return { meeting, attendance };
    },

    /** Whether there is a record of the meeting that has not expired. */
    exists: async (meetingId: string): Promise<boolean> =>
      (await meetings.exists({ _id: meetingId, ...notExpired() })) !== null,

    /** Those of the meetings that exist, each with the attendance of the user in it. */
    async findSeveral(userId: string, meetingIds: readonly string[]) {
      if (meetingIds.length === 0) return [];
      const [found, own] = await Promise.all([
        meetings.find({ _id: { $in: meetingIds } }).lean(),
        attendances.find({ userId, meetingId: { $in: meetingIds } }).lean(),
      ]);
      const attendanceIn = new Map(own.map((one) => [one.meetingId.toString(), one]));
      return found.map((meeting) => ({
        meeting,
        attendance: attendanceIn.get(meeting._id.toString()),
      }));
    },

    /** The attendance of a participant of this meeting; null if there is none. */
    findParticipant: (meetingId: string, participantId: string) =>
      attendances.findOne({ _id: participantId, meetingId }).lean(),

    /** The attendances of a meeting in the order of joining, or only those of one user. */
    attendancesOf: (meetingId: string, userId?: string): Promise<AttendanceDocument[]> =>
      attendances
        .find({ meetingId, ...(userId !== undefined && { userId }) })
        .sort({ joinedAt: 1, _id: 1 })
        .lean(),

    /** The attendances of several meetings, by meeting id. */
    async attendancesByMeeting(
      rows: ListedMeeting[],
      projection?: ProjectionType<AttendanceDocument>,
    ): Promise<Map<string, AttendanceDocument[]>> {
      const found = await attendances
        .find({ meetingId: { $in: rows.map(({ meeting }) => meeting._id) } }, projection)
        .lean();
      return groupByMeeting(found);
    },
  };
}

function beyond(field: 'joinedAt' | 'startedAt', after: Position | undefined): QueryFilter<object> {
  if (after === undefined) return {};
  return {
    $or: [{ [field]: { $lt: after.time } }, { [field]: after.time, _id: { $lt: after.id } }],
  };
}

function groupByMeeting(found: AttendanceDocument[]): Map<string, AttendanceDocument[]> {
  const groups = new Map<string, AttendanceDocument[]>();
  for (const attendance of found) {
    const key = attendance.meetingId.toString();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [attendance]);
    else group.push(attendance);
  }
  return groups;
}
