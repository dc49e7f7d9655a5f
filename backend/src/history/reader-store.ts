import type { QueryFilter } from 'mongoose';
import type { AttendanceModel, MeetingDocument, MeetingModel } from '../meetings/meeting.model';

/** Creates the queries of single meetings and of who was in them. */
export function createReaderStore(
  meetings: MeetingModel,
  attendances: AttendanceModel,
  notExpired: () => QueryFilter<MeetingDocument>,
) {
  return {
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
  };
}
