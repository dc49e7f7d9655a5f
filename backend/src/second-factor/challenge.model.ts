import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** Something that a client must answer soon: an unfinished sign-in, or options for WebAuthn. */
export interface ChallengeDocument {
  _id: Types.ObjectId;
  /** The purpose with the hash of the client's token, or with the id of the session. */
  key: string;
  /** Absent while nobody is known, before a sign-in with a passkey alone. */
  userId?: Types.ObjectId;
  /** The challenge in the WebAuthn options that were given out last. */
  webauthn?: string;
  /** Tries that are left. */
  triesLeft: number;
  expiresAt: Date;
}

export type ChallengeModel = Model<ChallengeDocument>;

/** Creates the model of challenges. MongoDB deletes expired ones. */
export function createChallengeModel(connection: Connection): ChallengeModel {
  const schema = new Schema<ChallengeDocument>(
    {
      key: { type: String, required: true },
      userId: { type: Schema.Types.ObjectId },
      webauthn: { type: String },
      triesLeft: { type: Number, required: true },
      expiresAt: { type: Date, required: true },
    },
    { versionKey: false, collection: 'challenges' },
  );
  schema.index({ key: 1 }, { unique: true });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<ChallengeDocument>('Challenge', schema);
}
