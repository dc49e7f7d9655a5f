import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** One refresh token. All tokens of a session share its id, the `family`. */
export interface SessionDocument {
  _id: Types.ObjectId;
  /** SHA-256 of the token, base64url. */
  tokenHash: string;
  family: string;
  userId: Types.ObjectId;
  /** The id of the one room that a guest may enter; absent for accounts. */
  guestOf?: string;
  /** The start of the User-Agent header. */
  device: string;
  /** When the user signed in; absent in tokens that are older than this field. */
  startedAt?: Date;
  createdAt: Date;
  /** When the token was exchanged for its successor. */
  rotatedAt: Date | null;
  expiresAt: Date;
}

export type SessionModel = Model<SessionDocument>;

/** Creates the model of refresh tokens. MongoDB deletes expired ones. */
export function createSessionModel(connection: Connection): SessionModel {
  const schema = new Schema<SessionDocument>(
    {
      tokenHash: { type: String, required: true },
      family: { type: String, required: true },
      userId: { type: Schema.Types.ObjectId, required: true },
      guestOf: { type: String },
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
  return connection.model<SessionDocument>('Session', schema);
}
