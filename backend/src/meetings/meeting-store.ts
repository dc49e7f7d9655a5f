import type { EndReason } from '@parley/shared/meetings';
import { Types } from 'mongoose';
import { isDuplicateKey } from '../platform/conflicts';
import {
  closeAttendances,
  openAttendance,
  storedName,
  type AttendanceModel,
  type AttendanceRecord,
} from './attendance.model';
import type { LiveMeeting, LiveRoom, Member } from './live-meeting';
import type { MeetingModel, MeetingRecord } from './meeting.model';
import { takeSeat, type SeatModel, type SeatRecord } from './seat.model';

export interface MeetingModels {
  meetings: MeetingModel;
  attendances: AttendanceModel;
  seats: SeatModel;
}

/** What the database knows of a meeting that was running already. */
export interface OpenMeeting {
  record: MeetingRecord;
  participantIds: Map<string, string>;
  /** By user id; of everybody who was ever there. */
  names: Map<string, Pick<AttendanceRecord, 'displayName' | 'nameNumber'>>;
  /** Of those who are present by the record. */
  seats: SeatRecord[];
}

export type MeetingStore = ReturnType<typeof createMeetingStore>;

/** The queries of running meetings. Every one is a single-document write or reads by an index. */
export function createMeetingStore(models: MeetingModels, leaseMs: number) {
  const { meetings, attendances, seats } = models;

  return {
    /** The running meeting of a room, or a new one, if `admit` lets it begin. Two at once get the same. */
    async findOrCreate(
      room: LiveRoom,
      at: Date,
      admit: () => Promise<void>,
    ): Promise<OpenMeeting & { isNew: boolean }> {
      const found = await meetings.findOne({ openRoomId: room.id }).lean();
      if (found !== null) {
        return { record: found, isNew: false, ...(await readPeople(models, found._id)) };
      }
      await admit();
      const record = newMeeting(room, at);
      try {
        await meetings.create(record);
      } catch (error) {
        if (isDuplicateKey(error)) return this.findOrCreate(room, at, admit);
        throw error;
      }
      const nobody = { participantIds: new Map(), names: new Map(), seats: [] };
      return { record, ...nobody, isNew: true };
    },

    takeSeat(meeting: LiveMeeting, member: Omit<Member, 'seatNo'>, at: Date) {
      const taken = new Set([...meeting.members.values()].map(({ seatNo }) => seatNo));
      const leaseUntil = new Date(at.getTime() + leaseMs);
      const person = seatRecord(meeting.id, member, leaseUntil);
      return takeSeat(seats, person, meeting.room.capacity, taken);
    },

    /** A seat's instance, name or media changed; kept for taking the meeting up after a crash. */
    updateSeat(meeting: LiveMeeting, { userId, participant }: Member) {
      const { instanceId, displayName, joinSeq, media } = participant;
      return seats.updateOne(
        { meetingId: meeting.id, userId },
        { $set: { instanceId, displayName, joinSeq, media } },
      );
    },

    /** Another page of the account has the seat from now on, or the account has another name. */
    async passSeat(meeting: LiveMeeting, member: Member): Promise<void> {
      await this.updateSeat(meeting, member);
      const { participant } = member;
      const { instanceId, joinSeq } = participant;
      const whose = { meetingId: meeting.id, userId: member.userId };
      await attendances.updateOne(whose, {
        $set: { instanceId, joinSeq, ...storedName(participant) },
      });
    },

    /** The record calls the room what it is called at the end of the meeting. */
    nameRoom: (meetingId: string, { code, name }: LiveRoom) =>
      meetings.updateOne({ _id: meetingId, endedAt: null }, { $set: { room: { code, name } } }),

    /** Whether another page of the account had a seat in this room after the one with this order. */
    async wasPassedOn(
      roomId: string,
      { userId, instanceId, joinSeq }: { userId: string; instanceId: string; joinSeq: number },
    ): Promise<boolean> {
      const later = { userId, roomId, joinSeq: { $gt: joinSeq }, instanceId: { $ne: instanceId } };
      return (await attendances.exists(later)) !== null;
    },

    releaseSeat: (meetingId: string, userId: string) => seats.deleteOne({ meetingId, userId }),

    async openAttendance(
      meeting: LiveMeeting,
      { userId, participant }: Omit<Member, 'seatNo'>,
      at: Date,
    ): Promise<void> {
      const person = {
        _id: new Types.ObjectId(participant.id),
        meetingId: new Types.ObjectId(meeting.id),
        roomId: new Types.ObjectId(meeting.room.id),
        userId: new Types.ObjectId(userId),
        displayName: participant.displayName,
        nameNumber: participant.nameNumber,
        isOwner: participant.isOwner,
        instanceId: participant.instanceId,
        joinSeq: participant.joinSeq,
      };
      await openAttendance(attendances, person, at);
      // Nobody waits for this to be let in: the next round of the keeper writes it as well.
      this.wasAlive([meeting.id], at).catch(() => undefined);
    },

    async closeAttendance(meetingId: string, userId: string, at: Date): Promise<void> {
      await Promise.all([
        closeAttendances(attendances, { meetingId, userId }, at),
        this.wasAlive([meetingId], at),
      ]);
    },

    /** People whose seats did not outlast their server. */
    async dropSeats(meetingId: string, userIds: string[], at: Date): Promise<void> {
      await seats.deleteMany({ meetingId, userId: { $in: userIds } });
      await closeAttendances(attendances, { meetingId, userIds }, at);
    },

    /** Order matters: once `openRoomId` is gone nobody would look at the rest again. */
    async end(meetingId: string, at: Date, reason: EndReason, messageCount: number): Promise<void> {
      await seats.deleteMany({ meetingId });
      await closeAttendances(attendances, { meetingId }, at);
      await meetings.updateOne(
        { _id: meetingId, endedAt: null },
        { $set: { endedAt: at, endReason: reason, messageCount }, $unset: { openRoomId: 1 } },
      );
    },

    /** Nobody comes or goes later than that in the record, even if the server is killed now. */
    wasAlive: (meetingIds: string[], at: Date) =>
      meetings.updateMany({ _id: { $in: meetingIds } }, { $max: { lastAliveAt: at } }),

    /** This process still runs these meetings. */
    async renewLeases(meetingIds: string[], at: Date): Promise<void> {
      await this.wasAlive(meetingIds, at);
      const leaseUntil = new Date(at.getTime() + leaseMs);
      await seats.updateMany({ meetingId: { $in: meetingIds } }, { $set: { leaseUntil } });
    },

    /** Running meetings whose server has not been heard of since `before`. */
    findSilent: (before: Date): Promise<MeetingRecord[]> =>
      meetings
        .find({ openRoomId: { $exists: true }, lastAliveAt: { $lt: before } })
        .limit(100)
        .lean(),
  };
}

function seatRecord(
  meetingId: string,
  { userId, participant }: Omit<Member, 'seatNo'>,
  leaseUntil: Date,
): Omit<SeatRecord, '_id' | 'seatNo'> {
  return {
    meetingId: new Types.ObjectId(meetingId),
    userId: new Types.ObjectId(userId),
    participantId: new Types.ObjectId(participant.id),
    instanceId: participant.instanceId,
    displayName: participant.displayName,
    isOwner: participant.isOwner,
    joinedAt: new Date(participant.joinedAt),
    joinSeq: participant.joinSeq,
    media: participant.media,
    leaseUntil,
  };
}
const newMeeting = (room: LiveRoom, at: Date): MeetingRecord => ({
  _id: new Types.ObjectId(),
  roomId: new Types.ObjectId(room.id),
  openRoomId: new Types.ObjectId(room.id),
  room: { code: room.code, name: room.name },
  ownerId: new Types.ObjectId(room.ownerId),
  startedAt: at,
  endedAt: null,
  endReason: null,
  messageCount: 0,
  lastAliveAt: at,
});

/** Who was ever in a meeting, and who still holds a seat. */
async function readPeople(
  { attendances, seats }: MeetingModels,
  meetingId: Types.ObjectId,
): Promise<Pick<OpenMeeting, 'participantIds' | 'names' | 'seats'>> {
  const [people, held] = await Promise.all([
    attendances
      .find({ meetingId }, { userId: 1, leftAt: 1, displayName: 1, nameNumber: 1 })
      .sort({ joinedAt: 1 })
      .lean(),
    seats.find({ meetingId }).lean(),
  ]);
  const participantIds = new Map([
    ...held.map((seat) => [seat.userId.toString(), seat.participantId.toString()] as const),
    ...people.map(({ userId, _id }) => [userId.toString(), _id.toString()] as const),
  ]);
  const present = new Set(
    people.filter(({ leftAt }) => leftAt === null).map(({ userId }) => userId.toString()),
  );
  // A server that was killed between the two writes of a join or a leave left a seat alone.
  const names = new Map(people.map((person) => [person.userId.toString(), person]));
  return {
    participantIds,
    names,
    seats: held.filter(({ userId }) => present.has(userId.toString())),
  };
}
