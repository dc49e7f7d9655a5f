import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** A user of the provider who is a user of Parley. */
export interface IdentityDocument {
  _id: Types.ObjectId;
  issuer: string;
  /** The provider's name for the user, which never changes; email addresses do. */
  subject: string;
  userId: Types.ObjectId;
  createdAt: Date;
}

export type IdentityModel = Model<IdentityDocument>;

/** Creates the model of identities. Each belongs to one account. */
export function createIdentityModel(connection: Connection): IdentityModel {
  const schema = new Schema<IdentityDocument>(
    {
      issuer: { type: String, required: true },
      subject: { type: String, required: true },
      userId: { type: Schema.Types.ObjectId, required: true },
      createdAt: { type: Date, required: true },
    },
    { versionKey: false, collection: 'identities' },
  );
  schema.index({ issuer: 1, subject: 1 }, { unique: true });
  schema.index({ userId: 1 });
  return connection.model<IdentityDocument>('Identity', schema);
}
