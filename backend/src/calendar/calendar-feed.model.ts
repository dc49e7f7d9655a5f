import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** The calendar feed of one account. */
export interface CalendarFeedDocument {
  /** The id of the account, which has at most one feed. */
  _id: Types.ObjectId;
  /** SHA-256 of the token in its address, base64url. */
  tokenHash: string;
  createdAt: Date;
  lastReadAt: Date | null;
  /** The entity tag of what was sent last, and when that was new; absent until the first read. */
  etag?: string;
  changedAt?: Date;
}

export type CalendarFeedModel = Model<CalendarFeedDocument>;

/** Creates the model of calendar feeds. */
export function createCalendarFeedModel(connection: Connection): CalendarFeedModel {
  const schema = new Schema<CalendarFeedDocument>(
    {
      _id: { type: Schema.Types.ObjectId, required: true },
      tokenHash: { type: String, required: true },
      createdAt: { type: Date, required: true },
      lastReadAt: { type: Date, default: null },
      etag: { type: String },
      changedAt: { type: Date },
    },
    { versionKey: false, collection: 'calendar_feeds' },
  );
  schema.index({ tokenHash: 1 }, { unique: true });
  return connection.model<CalendarFeedDocument>('CalendarFeed', schema);
}
