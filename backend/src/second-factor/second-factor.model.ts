import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** The authenticator app and the recovery codes of one user. */
export interface SecondFactorDocument {
  /** The id of the user. */
  _id: Types.ObjectId;
  totp?: {
    /** Encrypted, see `platform/secret-box.ts`. */
    secret: string;
    /** The time step of the last code that was used: no code works twice. */
    lastStep: number;
  };
  /** A secret that was shown and not yet confirmed. */
  pending?: { secret: string; expiresAt: Date };
  /** Keyed hashes of the recovery codes that are left. */
  recoveryCodes: string[];
}

export type SecondFactorModel = Model<SecondFactorDocument>;

/** Creates the model of second factors: one document for each user who has set one up. */
export function createSecondFactorModel(connection: Connection): SecondFactorModel {
  const schema = new Schema<SecondFactorDocument>(
    {
      totp: {
        type: new Schema(
          {
            secret: { type: String, required: true },
            lastStep: { type: Number, required: true },
          },
          { _id: false },
        ),
      },
      pending: {
        type: new Schema(
          {
            secret: { type: String, required: true },
            expiresAt: { type: Date, required: true },
          },
          { _id: false },
        ),
      },
      recoveryCodes: { type: [String], default: [] },
    },
    { versionKey: false, collection: 'second_factors' },
  );
  return connection.model<SecondFactorDocument>('SecondFactor', schema);
}
