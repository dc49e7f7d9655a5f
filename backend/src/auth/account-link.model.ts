import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** What a link is for; `none` is stored for requests about unknown addresses, and nobody has it. */
export type LinkKind = 'registration' | 'reset' | 'verification' | 'none';

/** A link that proves that its holder reads a mailbox, or comes from the operator. Works once. */
export interface AccountLinkDocument {
  _id: Types.ObjectId;
  /** SHA-256 of the token, base64url. */
  tokenHash: string;
  kind: LinkKind;
  /** Absent for registrations, which have no account yet. */
  userId?: Types.ObjectId;
  /** The address to which the link was sent. */
  email: string;
  /** `reset`: the hash of the password that it replaces; another password makes the link invalid. */
  replaces?: string;
  /** `reset`: the operator made the link, so it proves nothing about the mailbox. */
  isByOperator?: boolean;
  /** `registration`: the account to create. */
  displayName?: string;
  passwordHash?: string;
  passwordVersion?: number;
  /** `registration`: SHA-256 of the secret in the cookie of the browser in which it began. */
  browserHash?: string;
  createdAt: Date;
  expiresAt: Date;
}

export type AccountLinkModel = Model<AccountLinkDocument>;

/** Creates the model of account links. MongoDB deletes expired ones. */
export function createAccountLinkModel(connection: Connection): AccountLinkModel {
  const schema = new Schema<AccountLinkDocument>(
    {
      tokenHash: { type: String, required: true },
      kind: { type: String, required: true },
      userId: { type: Schema.Types.ObjectId },
      email: { type: String, required: true },
      replaces: { type: String },
      isByOperator: { type: Boolean },
      displayName: { type: String },
      passwordHash: { type: String },
      passwordVersion: { type: Number },
      browserHash: { type: String },
      createdAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
    },
    { versionKey: false, collection: 'account_links' },
  );
  schema.index({ tokenHash: 1 }, { unique: true });
  schema.index({ userId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<AccountLinkDocument>('AccountLink', schema);
}
