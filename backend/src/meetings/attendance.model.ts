import { Schema, type Connection, type Model, type Types } from 'mongoose';

export interface AttendanceInterval {
  joinedAt: Date;
  leftAt: Date | null;
}

/** One person in one meeting. */
export interface AttendanceRecord {
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  /** The meeting's room; missing in records from before it was kept. */
  roomId?: Types.ObjectId;
  userId: Types.ObjectId;
  /** At the end of the meeting, or when they left it. */
  displayName: string;
  /** Tells people of equal names apart; the first has none. */
  nameNumber?: number | null | undefined;
  isOwner: boolean;
  /** First join. */
  joinedAt: Date;
  /** Last leave; null while present. */
  leftAt: Date | null;
  /** Bounded: somebody who comes and goes without end keeps the latest ones. */
  intervals: AttendanceInterval[];
  /** Of the page that was seated last: one that was seated before it must not come back by itself. */
  instanceId: string;
  joinSeq: number;
}

/** Whose attendance it is, and by which page. */
export type Attendee = Pick<
  AttendanceRecord,
  | '_id'
  | 'meetingId'
  | 'roomId'
  | 'userId'
  | 'displayName'
  | 'nameNumber'
  | 'isOwner'
  | 'instanceId'
  | 'joinSeq'
>;

const MAX_INTERVALS = 500;

export type AttendanceModel = Model<AttendanceRecord>;

export function createAttendanceModel(connection: Connection): AttendanceModel {
  const id = { type: Schema.Types.ObjectId, required: true };
  const interval = new Schema<AttendanceInterval>(
    { joinedAt: { type: Date, required: true }, leftAt: { type: Date, default: null } },
    { _id: false },
  );
  const schema = new Schema<AttendanceRecord>(
    {
      meetingId: id,
      roomId: { type: Schema.Types.ObjectId },
      userId: id,
      displayName: { type: String, required: true },
      nameNumber: { type: Number },
      isOwner: { type: Boolean, required: true },
      joinedAt: { type: Date, required: true },
      leftAt: { type: Date, default: null },
      intervals: { type: [interval], required: true },
      instanceId: { type: String, required: true },
      joinSeq: { type: Number, required: true },
    },
    { versionKey: false, collection: 'attendances' },
  );
  schema.index({ meetingId: 1, userId: 1 }, { unique: true });
  schema.index({ userId: 1, joinedAt: -1, _id: -1 });
  schema.index({ userId: 1, roomId: 1, joinSeq: -1 });
  return connection.model<AttendanceRecord>('Attendance', schema);
}

/** A name as an update sets it; one without a number replaces one with a number. */
export const storedName = ({
  displayName,
  nameNumber,
}: Pick<Attendee, 'displayName' | 'nameNumber'>) => ({
  displayName,
  nameNumber: nameNumber ?? null,
});

/** Somebody is present from `at` on: a first attendance, or another stretch of one. */
export async function openAttendance(
  attendances: AttendanceModel,
  person: Attendee,
  at: Date,
): Promise<void> {
  const { _id, meetingId, roomId, userId, isOwner, instanceId, joinSeq } = person;
  await attendances.updateOne(
    { meetingId, userId },
    {
      $setOnInsert: { _id, joinedAt: at },
      $set: { ...storedName(person), roomId, isOwner, instanceId, joinSeq, leftAt: null },
      $push: {
        intervals: { $each: [{ joinedAt: at, leftAt: null }], $slice: -MAX_INTERVALS },
      },
    },
    { upsert: true },
  );
}

/** Whether the account was ever in a meeting of this room. Reads one entry of an index. */
export async function hasAttended(
  attendances: AttendanceModel,
  roomId: string,
  userId: string,
): Promise<boolean> {
  return (await attendances.exists({ userId, roomId })) !== null;
}

/** Nobody, or only one person, of a meeting is present after `at`. */
export async function closeAttendances(
  attendances: AttendanceModel,
  who: { meetingId: Types.ObjectId | string; userId?: string; userIds?: string[] },
  at: Date,
): Promise<void> {
  const { meetingId, userId, userIds } = who;
  await attendances.updateMany(
    {
      meetingId,
      ...(userId !== undefined && { userId }),
      ...(userIds !== undefined && { userId: { $in: userIds } }),
      leftAt: null,
    },
    { $set: { leftAt: at, 'intervals.$[open].leftAt': at } },
    { arrayFilters: [{ 'open.leftAt': null }] },
  );
}
