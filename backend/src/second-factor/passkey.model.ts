import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** A WebAuthn credential of a user. */
export interface PasskeyDocument {
  _id: Types.ObjectId;
  userId: Types.ObjectId;
  /** base64url, as the browser names it. */
  credentialId: string;
  /** COSE, base64url. */
  publicKey: string;
  /** Goes up with each use, where the device counts. */
  counter: number;
  transports: string[];
  /** The host for which the browser made it. It works at no other. */
  rpId: string;
  name: string;
  createdAt: Date;
  lastUsedAt: Date | null;
}

export type PasskeyModel = Model<PasskeyDocument>;

/** Creates the model of passkeys. A credential belongs to one account. */
export function createPasskeyModel(connection: Connection): PasskeyModel {
  const schema = new Schema<PasskeyDocument>(
    {
      userId: { type: Schema.Types.ObjectId, required: true },
      credentialId: { type: String, required: true },
      publicKey: { type: String, required: true },
      counter: { type: Number, required: true },
      transports: { type: [String], default: [] },
      rpId: { type: String, required: true },
      name: { type: String, required: true },
      createdAt: { type: Date, required: true },
      lastUsedAt: { type: Date, default: null },
    },
    { versionKey: false, collection: 'passkeys' },
  );
  schema.index({ credentialId: 1 }, { unique: true });
  schema.index({ userId: 1 });
  return connection.model<PasskeyDocument>('Passkey', schema);
}
