import { OUTLINE_NAME } from '@parley/shared/retention';
import type {
  AttendanceDocument,
  AttendanceModel,
  MeetingDocument,
  MeetingModel,
} from './meeting.model';

/** Marks an attendance of which only the user and the times are left. */
const STRIPPED = 'outline';

/** Writes that were under way when a record ended are stored after so long, or never. */
const SETTLED_MS = 60_000;

/** Creates the queries that find and delete records whose time is over. */
export function createDueRecords(
  { meetings, attendances }: { meetings: MeetingModel; attendances: AttendanceModel },
  now: () => number,
) {
  return {
    /** The meetings whose record is to be deleted, the longest due first. */
    async expired(limit: number): Promise<string[]> {
      const before = new Date(now() - SETTLED_MS);
      const due = await meetings
        .find({ expiresAt: { $lte: before } }, { _id: 1 })
        .sort({ expiresAt: 1 })
        .limit(limit)
        .lean();
      return due.map(({ _id }) => _id.toString());
    },

    /** The meetings of which only the outline is to stay. */
    async outlines(limit: number): Promise<string[]> {
      const due = await meetings
        .find({ stripDueAt: { $lte: new Date(now()) } }, { _id: 1 })
        .sort({ stripDueAt: 1 })
        .limit(limit)
        .lean();
      return due.map(({ _id }) => _id.toString());
    },

    /**
     * Ends the time of a record now.
     * @returns false if the meeting has not ended, or no longer exists
     */
    async expire(meetingId: string): Promise<boolean> {
      const { matchedCount } = await meetings.updateOne(
        { _id: meetingId, openRoomId: { $exists: false } },
        { $set: { expiresAt: new Date(now()), bytes: 0 } },
      );
      return matchedCount > 0;
    },

    /** Deletes attendances of a meeting. @returns how many */
    async deleteAttendances(meetingId: string, limit: number): Promise<number> {
      const some = await attendances.find({ meetingId }, { _id: 1 }).limit(limit).lean();
      if (some.length === 0) return 0;
      await attendances.deleteMany({ _id: { $in: some.map(({ _id }) => _id) } });
      return some.length;
    },

    /** Deletes a meeting whose other parts are gone. */
    async deleteMeeting(meetingId: string): Promise<void> {
      await meetings.deleteOne({ _id: meetingId });
    },

    /** Leaves the user and the times of attendances, and nothing else. @returns how many it changed */
    async stripAttendances(meetingId: string, limit: number): Promise<number> {
      const some = await attendances
        .find({ meetingId, instanceId: { $ne: STRIPPED } })
        .limit(limit)
        .lean();
      for (const attendance of some) {
        // A whole document, so that no field of an attendance is forgotten here.
        await attendances.replaceOne({ _id: attendance._id }, strippedAttendance(attendance));
      }
      return some.length;
    },

    /** Leaves the outline of a meeting, once its other parts are gone. */
    async keepOutline(meetingId: string): Promise<void> {
      const meeting = await meetings.findById(meetingId).lean();
      if (meeting?.endedAt == null) return;
      const settledAt = new Date(meeting.endedAt.getTime() + SETTLED_MS);
      const isSettled = settledAt.getTime() <= now();
      const outline = outlineOf(meeting);
      await meetings.replaceOne(
        { _id: meetingId, stripDueAt: { $exists: true } },
        isSettled ? outline : { ...outline, stripDueAt: settledAt },
      );
    },
  };
}

function strippedAttendance(attendance: AttendanceDocument): Omit<AttendanceDocument, '_id'> {
  const { meetingId, epoch, roomId, userId, isOwner, joinedAt, leftAt, intervals, joinSeq } =
    attendance;
  return {
    meetingId,
    epoch,
    ...(roomId && { roomId }),
    userId,
    displayName: OUTLINE_NAME,
    isOwner,
    joinedAt,
    leftAt,
    intervals: intervals.map(({ joinedAt: from, leftAt: to }) => ({ joinedAt: from, leftAt: to })),
    instanceId: STRIPPED,
    joinSeq,
  };
}

function outlineOf(meeting: MeetingDocument): Omit<MeetingDocument, '_id'> {
  const { roomId, room, ownerId, startedAt, endedAt, endReason, epoch, lastChangeAt } = meeting;
  return {
    roomId,
    room: { code: room.code, name: room.name },
    ownerId,
    startedAt,
    endedAt,
    endReason,
    messageCount: 0,
    epoch,
    lastChangeAt,
    allDisconnectedAt: null,
    retention: 'outline',
    bytes: 0,
    peopleCount: meeting.peopleCount ?? 0,
    ...(meeting.expiresAt && { expiresAt: meeting.expiresAt }),
    // Programs may still have to hear that the meeting has ended.
    ...(meeting.outbox && { outbox: meeting.outbox }),
  };
}
