import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** A visit to the provider that has not ended, or an identity that waits for its account. */
export interface OpenidAttemptDocument {
  _id: Types.ObjectId;
  /** SHA-256 of the token in the browser's cookie, base64url. */
  tokenHash: string;
  /** `link`: the provider has answered, and the user must sign in to the account. */
  purpose: 'sign-in' | 'proof' | 'link';
  /** The page to open in the end. */
  next: string;
  state?: string;
  nonce?: string;
  /** The PKCE code verifier. */
  verifier?: string;
  redirectUri?: string;
  /** The session that wants a proof. */
  sessionId?: string;
  /** The user who wants a proof, or who may link the identity. */
  userId?: Types.ObjectId;
  issuer?: string;
  subject?: string;
  displayName?: string;
  expiresAt: Date;
}

export type OpenidAttemptModel = Model<OpenidAttemptDocument>;

/** Creates the model of attempts. MongoDB deletes expired ones. */
export function createOpenidAttemptModel(connection: Connection): OpenidAttemptModel {
  const schema = new Schema<OpenidAttemptDocument>(
    {
      tokenHash: { type: String, required: true },
      purpose: { type: String, required: true },
      next: { type: String, required: true },
      state: { type: String },
      nonce: { type: String },
      verifier: { type: String },
      redirectUri: { type: String },
      sessionId: { type: String },
      userId: { type: Schema.Types.ObjectId },
      issuer: { type: String },
      subject: { type: String },
      displayName: { type: String },
      expiresAt: { type: Date, required: true },
    },
    { versionKey: false, collection: 'openid_attempts' },
  );
  schema.index({ tokenHash: 1 }, { unique: true });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<OpenidAttemptDocument>('OpenidAttempt', schema);
}
