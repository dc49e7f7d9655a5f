import type { EndReason } from '@parley/shared/meetings';
import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** One run of a room, from the first join to the last leave. */
export interface MeetingRecord {
  _id: Types.ObjectId;
  roomId: Types.ObjectId;
  /** The room's id while the meeting runs; unique, so that a room has one meeting at a time. */
  openRoomId?: Types.ObjectId;
  room: { code: string; name: string };
  ownerId: Types.ObjectId;
  startedAt: Date;
  endedAt: Date | null;
  endReason: EndReason | null;
  /** Written at the end. */
  messageCount: number;
  /** When the server that runs it was last known to be alive. */
  lastAliveAt: Date;
}

export type MeetingModel = Model<MeetingRecord>;

export function createMeetingModel(connection: Connection): MeetingModel {
  const id = { type: Schema.Types.ObjectId, required: true };
  const text = { type: String, required: true };
  const date = { type: Date, required: true };
  const schema = new Schema<MeetingRecord>(
    {
      roomId: id,
      openRoomId: { type: Schema.Types.ObjectId },
      room: new Schema({ code: text, name: text }, { _id: false }),
      ownerId: id,
      startedAt: date,
      endedAt: { type: Date, default: null },
      endReason: { type: String, default: null },
      messageCount: { type: Number, default: 0 },
      lastAliveAt: date,
    },
    { versionKey: false, collection: 'meetings' },
  );
  schema.index({ openRoomId: 1 }, { unique: true, sparse: true });
  schema.index({ roomId: 1, startedAt: -1, _id: -1 });
  return connection.model<MeetingRecord>('Meeting', schema);
}
