import type { Role } from '@parley/shared/roles';
import { Hosting } from './hosting';
import type { MeetingRoom } from './meeting-io';
import type { AttendanceModel, MeetingModel, SeatModel } from './meeting.model';

/** What the database knows of the running meeting of a room, for one person. */
export interface StoredMeeting {
  readonly id: string;
  readonly isLocked: boolean;
  readonly holdsSeat: boolean;
  readonly role: Role;
}

/** The running meeting of a room that no client of this node has entered yet. */
export async function readStoredMeeting(
  models: { meetings: MeetingModel; seats: SeatModel },
  room: Pick<MeetingRoom, 'id' | 'ownerId' | 'coHostIds'>,
  person: { userId: string; isGuest: boolean },
): Promise<StoredMeeting | undefined> {
  const meeting = await models.meetings.findOne({ openRoomId: room.id }).lean();
  if (meeting === null) return undefined;
  const hosting = new Hosting();
  if (meeting.hosting !== undefined) hosting.restore(meeting.hosting);
  const { userId } = person;
  const seat = await models.seats.exists({ meetingId: meeting._id, userId });
  return {
    id: meeting._id.toString(),
    isLocked: hosting.controls.isLocked,
    holdsSeat: seat !== null,
    role: hosting.roleOf(person, room),
  };
}

/** Meetings whose attendees are looked up. */
const LATEST_MEETINGS = 20;

/** The users who attended the latest meetings of a room, the latest first; guests among them. */
export async function findAttendees(
  models: { meetings: MeetingModel; attendances: AttendanceModel },
  roomId: string,
): Promise<string[]> {
  const meetings = await models.meetings
    .find({ roomId }, { _id: 1 })
    .sort({ startedAt: -1, _id: -1 })
    .limit(LATEST_MEETINGS)
    .lean();
  const found = await models.attendances
    .find({ meetingId: { $in: meetings.map(({ _id }) => _id) } }, { userId: 1 })
    .sort({ joinedAt: -1 })
    .limit(500)
    .lean();
  return [...new Set(found.map(({ userId }) => userId.toString()))];
}
