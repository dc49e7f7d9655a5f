import { Schema, type Connection, type Model, type Types } from 'mongoose';

export interface UserRecord {
  _id: Types.ObjectId;
  /** As typed, for showing. */
  email: string;
  /** Lower case, for comparing; the unique index is on this one. */
  emailKey: string;
  displayName: string;
  passwordHash: string;
  /** Which way the hash was made, so that it can be changed later. */
  passwordVersion: number;
  createdAt: Date;
}

export type UserModel = Model<UserRecord>;

export function createUserModel(connection: Connection): UserModel {
  const schema = new Schema<UserRecord>(
    {
      email: { type: String, required: true },
      emailKey: { type: String, required: true },
      displayName: { type: String, required: true },
      passwordHash: { type: String, required: true },
      passwordVersion: { type: Number, required: true },
      createdAt: { type: Date, required: true },
    },
    { versionKey: false, collection: 'users' },
  );
  schema.index({ emailKey: 1 }, { unique: true });
  return connection.model<UserRecord>('User', schema);
}

/** What makes two addresses the same account. */
export const emailKey = (email: string): string => email.trim().toLowerCase();
