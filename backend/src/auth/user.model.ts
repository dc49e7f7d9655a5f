import { Schema, type Connection, type Model, type Types } from 'mongoose';

export interface UserDocument {
  _id: Types.ObjectId;
  /** As the user typed it; empty for users of a sign-in provider that has verified none. */
  email: string;
  /** For comparisons; see {@link emailKey}. */
  emailKey: string;
  displayName: string;
  /** Absent for users who came by a sign-in provider and have set no password. */
  passwordHash?: string;
  /** How the hash was made; see `PASSWORD_VERSION`. */
  passwordVersion: number;
  createdAt: Date;
  /** When the password was changed or reset; absent until then. */
  passwordChangedAt?: Date;
  /** When the user proved that they read this mailbox; absent until then. */
  emailVerifiedAt?: Date;
  /** When the operator disabled the account; absent while it works. */
  disabledAt?: Date;
  /** The operator has marked the account. */
  isAdmin?: boolean;
  /** When the account will be deleted; absent unless its user has asked for it. */
  deletesAt?: Date;
}

export type UserModel = Model<UserDocument>;

/** Creates the model of users. A unique index allows one account for each email address. */
export function createUserModel(connection: Connection): UserModel {
  const schema = new Schema<UserDocument>(
    {
      email: { type: String, default: '' },
      emailKey: { type: String, required: true },
      displayName: { type: String, required: true },
      passwordHash: { type: String },
      passwordVersion: { type: Number, required: true },
      createdAt: { type: Date, required: true },
      passwordChangedAt: { type: Date },
      emailVerifiedAt: { type: Date },
      disabledAt: { type: Date },
      isAdmin: { type: Boolean },
      deletesAt: { type: Date },
    },
    { versionKey: false, collection: 'users' },
  );
  schema.index({ emailKey: 1 }, { unique: true });
  schema.index({ deletesAt: 1 }, { sparse: true });
  return connection.model<UserDocument>('User', schema);
}

/** Returns the key by which two spellings of an email address are the same account. */
export const emailKey = (email: string): string => email.trim().toLowerCase();

/** Whether an account exists, is enabled, and is not about to be deleted. */
export async function isActiveUser(users: UserModel, userId: string): Promise<boolean> {
  const user = await users.findById(userId, { disabledAt: 1, deletesAt: 1 }).lean();
  return user !== null && user.disabledAt === undefined && user.deletesAt === undefined;
}

/** The accounts with these ids that still exist. */
export async function findUserNames(
  users: UserModel,
  ids: readonly string[],
): Promise<{ id: string; displayName: string }[]> {
  const found = await users.find({ _id: { $in: [...ids] } }, { displayName: 1 }).lean();
  return found.map(({ _id, displayName }) => ({ id: _id.toString(), displayName }));
}

/** The account of an email address. */
export async function findUserByEmail(
  users: UserModel,
  email: string,
): Promise<{ id: string; displayName: string } | null> {
  const user = await users.findOne({ emailKey: emailKey(email) }, { displayName: 1 }).lean();
  return user && { id: user._id.toString(), displayName: user.displayName };
}
