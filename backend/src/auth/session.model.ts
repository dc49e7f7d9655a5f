import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** One refresh token. All tokens of one sign-in share `family`, which is the session's id. */
export interface SessionRecord {
  _id: Types.ObjectId;
  /** SHA-256 of the token, base64url. */
  tokenHash: string;
  family: string;
  userId: Types.ObjectId;
  /** Browser and system as the client named itself, shortened. */
  device: string;
  /** When the session was signed in to; absent in those that are older than this field. */
  startedAt?: Date;
  createdAt: Date;
  /** Set when the token was exchanged for its successor. */
  rotatedAt: Date | null;
  expiresAt: Date;
}

export type SessionModel = Model<SessionRecord>;

export function createSessionModel(connection: Connection): SessionModel {
  const schema = new Schema<SessionRecord>(
    {
      tokenHash: { type: String, required: true },
      family: { type: String, required: true },
      userId: { type: Schema.Types.ObjectId, required: true },
      device: { type: String, required: true },
      startedAt: { type: Date },
      createdAt: { type: Date, required: true },
      rotatedAt: { type: Date, default: null },
      expiresAt: { type: Date, required: true },
    },
    { versionKey: false, collection: 'sessions' },
  );
  schema.index({ tokenHash: 1 }, { unique: true });
  schema.index({ family: 1 });
  schema.index({ userId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<SessionRecord>('Session', schema);
}
