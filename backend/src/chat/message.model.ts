import type { Role } from '@parley/shared/roles';
import { Schema, Types, type Connection, type Model } from 'mongoose';
import type { Position } from '../platform/cursor';

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
  /** The role of the sender when they wrote; absent in old messages. */
  senderRole?: Role | null | undefined;
  clientId: string;
  /** Empty if the sender has retracted the message. */
  text: string;
  /**
   * What the search finds the message by (`wordsOf`); missing in old messages until the indexing job
   * has added them, and in retracted ones.
   */
  words?: string[];
  sentAt: Date;
  /** When the sender retracted the message. */
  retractedAt?: Date;
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
      senderRole: { type: String },
      clientId: { type: String, required: true },
      text: { type: String, required: true },
      // Only the index needs them; nobody reads them.
      words: { type: [String], default: undefined, select: false },
      sentAt: { type: Date, required: true },
      retractedAt: { type: Date },
      totalBytes: { type: Number },
    },
    { versionKey: false, collection: 'messages' },
  );
  schema.index({ meetingId: 1, seq: 1 }, { unique: true });
  schema.index({ meetingId: 1, senderId: 1, clientId: 1 }, { unique: true });
  // The order of the lines of a conversation.
  schema.index({ meetingId: 1, sentAt: 1, _id: 1 });
  schema.index({ words: 1, meetingId: 1, seq: 1 });
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

/** Finds the messages after a position in the order of time, oldest first. */
export function findMessagesFrom(
  messages: MessageModel,
  meetingId: string,
  query: { after: Position | undefined; limit: number; until: Date | undefined },
): Promise<MessageDocument[]> {
  const { after, limit, until } = query;
  const beyond = after && {
    $or: [{ sentAt: { $gt: after.time } }, { sentAt: after.time, _id: { $gt: after.id } }],
  };
  return messages
    .find({ meetingId, ...(until && { sentAt: { $lte: until } }), ...beyond })
    .sort({ sentAt: 1, _id: 1 })
    .limit(limit)
    .lean();
}

/** Finds messages by their ids, in any order. */
export const findMessages = (
  messages: MessageModel,
  ids: readonly string[],
): Promise<MessageDocument[]> => messages.find({ _id: { $in: ids } }).lean();

/**
 * Deletes the text of a message, in one step. A message that is retracted already stays as it is.
 * @returns the message; null if this sender wrote no such message
 */
export async function retractMessage(
  messages: MessageModel,
  own: { _id: string; meetingId: string; senderId: string },
  at: Date,
): Promise<MessageDocument | null> {
  await messages.updateOne(
    { ...own, retractedAt: { $exists: false } },
    { $set: { text: '', retractedAt: at }, $unset: { words: 1 } },
  );
  return messages.findOne(own).lean();
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

/** Gives the messages of a sender to another one, or a new name. */
export async function moveMessages(
  messages: MessageModel,
  meetingId: string,
  from: string,
  to: { id: string; displayName: string; nameNumber?: number | undefined },
): Promise<void> {
  const name = { senderName: to.displayName, senderNumber: to.nameNumber ?? null };
  if (to.id === from) {
    await messages.updateMany({ meetingId, senderId: from }, { $set: name });
    return;
  }
  // Both may have used one client id. The id of a message is unique among all.
  const moved = { senderId: new Types.ObjectId(to.id), ...name, clientId: { $toString: '$_id' } };
  await messages.updateMany(
    { meetingId: new Types.ObjectId(meetingId), senderId: new Types.ObjectId(from) },
    [{ $set: moved }],
    { updatePipeline: true },
  );
}
/** Counts the messages of a meeting until a moment. */
export const countMessagesUntil = (
  messages: MessageModel,
  meetingId: string,
  until: Date,
): Promise<number> => messages.countDocuments({ meetingId, sentAt: { $lte: until } });
