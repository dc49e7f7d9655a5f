import type { MediaState } from '@parley/shared/participants';
import { Schema, type Connection, type Model, type Types } from 'mongoose';
import { isDuplicateKey } from '../platform/conflicts';

/** Who holds which seat now. The unique indexes are what sells the last seat once. */
export interface SeatRecord {
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  /** 1 … capacity. */
  seatNo: number;
  userId: Types.ObjectId;
  /** What is needed to take the meeting up again after the server died. */
  participantId: Types.ObjectId;
  instanceId: string;
  displayName: string;
  isOwner: boolean;
  joinedAt: Date;
  joinSeq: number;
  media: MediaState;
  leaseUntil: Date;
}

export type SeatModel = Model<SeatRecord>;

export function createSeatModel(connection: Connection): SeatModel {
  const id = { type: Schema.Types.ObjectId, required: true };
  const flag = { type: Boolean, required: true };
  const schema = new Schema<SeatRecord>(
    {
      meetingId: id,
      seatNo: { type: Number, required: true },
      userId: id,
      participantId: id,
      instanceId: { type: String, required: true },
      displayName: { type: String, required: true },
      isOwner: flag,
      joinedAt: { type: Date, required: true },
      joinSeq: { type: Number, required: true },
      media: new Schema(
        { microphone: flag, camera: flag, screen: flag, hand: flag },
        { _id: false },
      ),
      leaseUntil: { type: Date, required: true },
    },
    { versionKey: false, collection: 'seats' },
  );
  schema.index({ meetingId: 1, seatNo: 1 }, { unique: true });
  schema.index({ meetingId: 1, userId: 1 }, { unique: true });
  return connection.model<SeatRecord>('Seat', schema);
}

/**
 * Takes the first free seat. Inserting under a unique index is the one step that decides.
 * @returns the seat's number, or null when all are taken
 */
export async function takeSeat(
  seats: SeatModel,
  person: Omit<SeatRecord, '_id' | 'seatNo'>,
  capacity: number,
  taken: ReadonlySet<number>,
): Promise<number | null> {
  for (let seatNo = 1; seatNo <= capacity; seatNo += 1) {
    if (taken.has(seatNo)) continue;
    try {
      // Replaces a seat of the same person that could not be deleted while the database was away.
      await seats.updateOne(
        { meetingId: person.meetingId, userId: person.userId },
        { $set: { ...person, seatNo } },
        { upsert: true },
      );
      return seatNo;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
  return null;
}
