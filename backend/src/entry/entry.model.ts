import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** What a host has decided about one person in one room; the latest decision counts. */
export interface EntryDocument {
  _id: Types.ObjectId;
  roomId: Types.ObjectId;
  /** A user or a guest. */
  personId: Types.ObjectId;
  /** Let in for some hours, removed for the rest of a meeting, or kept out until the owner lifts it. */
  kind: 'admitted' | 'removed' | 'kept_out';
  /** The name at that time, for the list in the settings of the room. */
  displayName: string;
  isGuest: boolean;
  /** The meeting in which it was decided; null if none was running. */
  meetingId: Types.ObjectId | null;
  /** Keyed hash of the address from which the person last entered; unknown after a restart. */
  addressHash?: string;
  /** Whether guests from this address are kept out as well. */
  isByAddress: boolean;
  /** The host. */
  by: Types.ObjectId;
  at: Date;
  /** Absent if the decision holds until somebody changes it. */
  expiresAt?: Date;
}

/** A person who has given the present password of a room. */
export interface PasswordGrantDocument {
  _id: Types.ObjectId;
  roomId: Types.ObjectId;
  personId: Types.ObjectId;
  /** The version of the password that was given. */
  version: string;
  expiresAt: Date;
}

export type EntryModel = Model<EntryDocument>;
export type PasswordGrantModel = Model<PasswordGrantDocument>;

const id = { type: Schema.Types.ObjectId, required: true };
const date = { type: Date, required: true };

/** Collection `entries`. */
export function createEntryModel(connection: Connection): EntryModel {
  const schema = new Schema<EntryDocument>(
    {
      roomId: id,
      personId: id,
      kind: { type: String, required: true },
      displayName: { type: String, required: true },
      isGuest: { type: Boolean, required: true },
      meetingId: { type: Schema.Types.ObjectId, default: null },
      addressHash: { type: String },
      isByAddress: { type: Boolean, required: true },
      by: id,
      at: date,
      expiresAt: { type: Date },
    },
    { versionKey: false, collection: 'entries' },
  );
  schema.index({ roomId: 1, personId: 1 }, { unique: true });
  schema.index({ roomId: 1, addressHash: 1 });
  schema.index({ personId: 1 });
  schema.index({ by: 1 });
  schema.index({ meetingId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<EntryDocument>('Entry', schema);
}

/** Collection `password_grants`. */
export function createPasswordGrantModel(connection: Connection): PasswordGrantModel {
  const schema = new Schema<PasswordGrantDocument>(
    { roomId: id, personId: id, version: { type: String, required: true }, expiresAt: date },
    { versionKey: false, collection: 'password_grants' },
  );
  schema.index({ roomId: 1, personId: 1 }, { unique: true });
  schema.index({ personId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<PasswordGrantDocument>('PasswordGrant', schema);
}
