import { DELETED_NAME, type ExportLists } from '@parley/shared/account-data';
import { NO_ID } from '../platform/ids';
import type {
  AttendanceDocument,
  AttendanceModel,
  MeetingDocument,
  MeetingModel,
  SeatModel,
} from './meeting.model';
import { withoutNames } from './without-names';

const BATCH = 100;

export interface PersonalRecordsOptions {
  meetings: MeetingModel;
  attendances: AttendanceModel;
  seats: SeatModel;
  /** Gives what a participant left in a meeting, such as messages, another name. */
  renameSender: (meetingId: string, senderId: string, name: DeletedName) => Promise<void>;
}

/** The name of a deleted account, numbered if the meeting has several. */
export interface DeletedName {
  displayName: string;
  nameNumber: number | null;
}

/** Reads and erases what the records of meetings store about an account. */
export function createPersonalRecords(options: PersonalRecordsOptions) {
  const { meetings, attendances, seats, renameSender } = options;

  /** The attendances of a user, oldest first, with their meetings. */
  async function* attendancesOf(userId: string) {
    const cursor = attendances.find({ userId }).sort({ joinedAt: 1 }).lean().cursor();
    for await (const attendance of cursor) {
      const meeting = await meetings.findById(attendance.meetingId, { room: 1 }).lean();
      yield { attendance, meeting };
    }
  }

  /** How many deleted accounts the meeting shows already. */
  const deletedIn = (meetingId: AttendanceDocument['meetingId']) =>
    attendances.countDocuments({ meetingId, displayName: DELETED_NAME });

  /** The messages come first: an attendance that still has its user is found again after a crash. */
  async function eraseAttendance(attendance: AttendanceDocument): Promise<void> {
    const { _id, meetingId } = attendance;
    const count = await deletedIn(meetingId);
    const name = { displayName: DELETED_NAME, nameNumber: count === 0 ? null : count + 1 };
    await renameSender(meetingId.toString(), _id.toString(), name);
    // The decisions of hosts name users, and matter only while the meeting runs. The other names of
    // the list come from the attendances from now on.
    await meetings.updateOne({ _id: meetingId }, { $unset: { hosting: 1, listed: 1 } });
    await attendances.updateOne(
      { _id },
      // The participant id is unique, as the index of users needs it, and belongs to this meeting only.
      { $set: { ...name, userId: _id, instanceId: 'deleted' }, $unset: { claimed: 1 } },
    );
  }

  return {
    async *attendances(userId: string): AsyncGenerator<ExportLists['attendances'][number]> {
      for await (const { attendance, meeting } of attendancesOf(userId)) {
        yield exportAttendance(attendance, meeting);
      }
    },

    /** The titles that a user gave meetings. */
    async *titles(userId: string): AsyncGenerator<ExportLists['titles'][number]> {
      const titled = meetings.find({ ownerId: userId, title: { $exists: true } }, { title: 1 });
      for await (const { _id, title } of titled.lean().cursor()) {
        if (title != null) yield { meetingId: _id.toString(), title };
      }
    },

    /** The meetings of a user and the participant id that the user had in each. */
    async *participations(userId: string): AsyncGenerator<{ meetingId: string; senderId: string }> {
      const cursor = attendances.find({ userId }, { meetingId: 1 }).sort({ joinedAt: 1 }).lean();
      for await (const { _id, meetingId } of cursor.cursor()) {
        yield { meetingId: meetingId.toString(), senderId: _id.toString() };
      }
    },

    /**
     * Erases the account from the names of rooms and the titles of meetings that it owned. It comes before
     * `eraseAttendances`, which removes the names that are looked for.
     */
    async eraseOwned(userId: string, displayName: string): Promise<Progress> {
      const owned = await meetings.find({ ownerId: userId }).limit(BATCH).lean();
      if (owned.length === 0) return 'done';
      const ended = owned.filter(isEnded);
      const used = await attendances.distinct('displayName', { userId });
      const names = [...new Set([displayName, ...used])];
      for (const { _id, room, title } of ended) {
        const name = withoutNames(room.name, names);
        const next = title != null && { title: withoutNames(title, names) };
        await meetings.updateOne({ _id }, { $set: { ownerId: NO_ID, 'room.name': name, ...next } });
      }
      return ended.length === 0 ? 'waiting' : 'more';
    },

    /** Erases the account from attendances, chats and seats of meetings that have ended. */
    async eraseAttendances(userId: string): Promise<Progress> {
      const found = await attendances.find({ userId }).limit(BATCH).lean();
      if (found.length === 0) {
        await seats.deleteMany({ userId });
        return 'done';
      }
      const ids = found.map(({ meetingId }) => meetingId);
      const open = await meetings
        .find({ _id: { $in: ids }, openRoomId: { $exists: true } }, { _id: 1 })
        .lean();
      const running = new Set(open.map(({ _id }) => _id.toString()));
      const ended = found.filter(({ meetingId }) => !running.has(meetingId.toString()));
      for (const attendance of ended) await eraseAttendance(attendance);
      return ended.length === 0 ? 'waiting' : 'more';
    },
  };
}

type Progress = 'more' | 'waiting' | 'done';

const isEnded = ({ openRoomId }: MeetingDocument): boolean => openRoomId === undefined;

const exportAttendance = (attendance: AttendanceDocument, meeting: MeetingDocument | null) => ({
  meetingId: attendance.meetingId.toString(),
  room: meeting === null ? null : { code: meeting.room.code, name: meeting.room.name },
  displayName: attendance.displayName,
  ...(attendance.nameNumber != null && { nameNumber: attendance.nameNumber }),
  isOwner: attendance.isOwner,
  joinedAt: attendance.joinedAt.toISOString(),
  leftAt: attendance.leftAt?.toISOString() ?? null,
  intervals: attendance.intervals.map(({ joinedAt, leftAt }) => ({
    joinedAt: joinedAt.toISOString(),
    leftAt: leftAt?.toISOString() ?? null,
  })),
});
