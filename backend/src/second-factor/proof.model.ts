import { Schema, type Connection, type Model } from 'mongoose';

/** The last proof of identity in a session. */
export interface ProofDocument {
  /** The id of the session. */
  _id: string;
  expiresAt: Date;
}

export type ProofModel = Model<ProofDocument>;

/** Creates the model of proofs. MongoDB deletes expired ones. */
export function createProofModel(connection: Connection): ProofModel {
  const schema = new Schema<ProofDocument>(
    { _id: { type: String, required: true }, expiresAt: { type: Date, required: true } },
    { versionKey: false, collection: 'proofs' },
  );
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<ProofDocument>('Proof', schema);
}
