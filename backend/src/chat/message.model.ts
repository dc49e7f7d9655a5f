import { Schema, type Connection, type Model, type Types } from 'mongoose';

export interface MessageRecord {
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  /** 1, 2, 3, … within the meeting. */
  seq: number;
  /** The sender's attendance. */
  senderId: Types.ObjectId;
  senderName: string;
  /** Where the name needed one to be told apart. */
  senderNumber?: number | null | undefined;
  clientId: string;
  text: string;
  sentAt: Date;
  /** What the chat of the meeting takes up with this message, bytes; absent in old ones. */
  totalBytes?: number;
}

export type MessageModel = Model<MessageRecord>;

export function createMessageModel(connection: Connection): MessageModel {
  const id = { type: Schema.Types.ObjectId, required: true };
  const schema = new Schema<MessageRecord>(
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
  return connection.model<MessageRecord>('Message', schema);
}

/** Messages after a sequence number, oldest first. */
export function findMessagesAfter(
  messages: MessageModel,
  meetingId: string,
  seq: number,
  limit: number,
): Promise<MessageRecord[]> {
  return messages
    .find({ meetingId, seq: { $gt: seq } })
    .sort({ seq: 1 })
    .limit(limit)
    .lean();
}

/** The latest messages, oldest first. */
export async function findLatestMessages(
  messages: MessageModel,
  meetingId: string,
  limit: number,
): Promise<MessageRecord[]> {
  const latest = await messages.find({ meetingId }).sort({ seq: -1 }).limit(limit).lean();
  return latest.reverse();
}
