import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** One share of the record of a meeting. */
export interface ShareDocument {
  _id: Types.ObjectId;
  meetingId: Types.ObjectId;
  kind: 'link' | 'account';
  /** Of a link; the token itself is not stored. */
  tokenHash?: string;
  /** The account that may read. */
  userId?: Types.ObjectId;
  /** Of an account: meeting and user; unique, so that an account has one share of a record. */
  accountKey?: string;
  /** The owner of the record, who shared it. */
  createdBy: Types.ObjectId;
  createdAt: Date;
  /** Missing: until it is revoked. */
  expiresAt?: Date;
  lastUsedAt?: Date;
}

export type ShareModel = Model<ShareDocument>;

/** Collection `shares`. Those that have expired disappear by themselves. */
export function createShareModel(connection: Connection): ShareModel {
  const id = { type: Schema.Types.ObjectId, required: true };
  const schema = new Schema<ShareDocument>(
    {
      meetingId: id,
      kind: { type: String, required: true },
      tokenHash: { type: String },
      userId: { type: Schema.Types.ObjectId },
      accountKey: { type: String },
      createdBy: id,
      createdAt: { type: Date, required: true },
      expiresAt: { type: Date },
      lastUsedAt: { type: Date },
    },
    { versionKey: false, collection: 'shares' },
  );
  schema.index({ tokenHash: 1 }, { unique: true, sparse: true });
  schema.index({ meetingId: 1, createdAt: 1 });
  schema.index({ accountKey: 1 }, { unique: true, sparse: true });
  schema.index({ userId: 1 }, { sparse: true });
  schema.index({ createdBy: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<ShareDocument>('Share', schema);
}
