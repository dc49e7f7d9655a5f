import type { ProjectionType, QueryFilter } from 'mongoose';
import type {
  AttendanceModel,
  AttendanceDocument,
  MeetingModel,
  MeetingDocument,
} from '../meetings/meeting.model';
import { createListStore } from './list-store';
import { createReaderStore } from './reader-store';

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
    ...createReaderStore(meetings, attendances, notExpired),
    ...createListStore(meetings, attendances),

    /** The attendances of a meeting in the order of joining, or only those of one user. */
    attendancesOf: (meetingId: string, userId?: string): Promise<AttendanceDocument[]> =>
      attendances
        .find({ meetingId, ...(userId !== undefined && { userId }) })
        .sort({ joinedAt: 1, _id: 1 })
        .lean(),

    /** The attendances of several meetings, by meeting id. */
    async attendancesByMeeting(
      meetingIds: readonly MeetingDocument['_id'][],
      projection?: ProjectionType<AttendanceDocument>,
    ): Promise<Map<string, AttendanceDocument[]>> {
      if (meetingIds.length === 0) return new Map();
      const found = await attendances.find({ meetingId: { $in: meetingIds } }, projection).lean();
      return groupByMeeting(found);
    },
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
