import { Schema, type Connection, type Model, type Types } from 'mongoose';

export interface MessageDocument {
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  /** Position within the meeting, from 1 and without gaps. */
  seq: number;
  /** Id of the sender's attendance, which is also their participant id. */
  senderId: Types.ObjectId;
  senderName: string;
  /** Distinguishes senders of equal names; absent if the name was unique. */
  senderNumber?: number | null | undefined;
  clientId: string;
  text: string;
  sentAt: Date;
  /** Size of the meeting's chat up to this message, in bytes; absent in old messages. */
  totalBytes?: number;
}

export type MessageModel = Model<MessageDocument>;

/** Creates the model of chat messages. A unique index makes each client id count once. */
export function createMessageModel(connection: Connection): MessageModel {
  const id = { type: Schema.Types.ObjectId, required: true };
  const schema = new Schema<MessageDocument>(
    {
      meetingId: id,
      seq: { type: Number, required: true },
      senderId: id,
      senderName: { type: String, required: true },
      senderNumber: { type: Number },
      clientId: { type: String, required: true },
      text: { type: String, required: true },
      sentAt: { type: Date, required: true },
      totalBytes: { type: Number },
    },
    { versionKey: false, collection: 'messages' },
  );
  schema.index({ meetingId: 1, seq: 1 }, { unique: true });
  schema.index({ meetingId: 1, senderId: 1, clientId: 1 }, { unique: true });
  return connection.model<MessageDocument>('Message', schema);
}

/** Finds the messages after a sequence number, oldest first. */
export function findMessagesAfter(
  messages: MessageModel,
  meetingId: string,
  seq: number,
  limit: number,
): Promise<MessageDocument[]> {
  return messages
    .find({ meetingId, seq: { $gt: seq } })
    .sort({ seq: 1 })
    .limit(limit)
    .lean();
}

/** Finds the latest messages, oldest first. */
export async function findLatestMessages(
  messages: MessageModel,
  meetingId: string,
  limit: number,
): Promise<MessageDocument[]> {
  const latest = await messages.find({ meetingId }).sort({ seq: -1 }).limit(limit).lean();
  return latest.reverse();
}

/** Counts the messages of a meeting until a moment. */
export const countMessagesUntil = (
  messages: MessageModel,
  meetingId: string,
  until: Date,
): Promise<number> => messages.countDocuments({ meetingId, sentAt: { $lte: until } });
