import type { ApiScope } from '@parley/shared/api-scopes';
import { Schema, type Connection, type Model, type Types } from 'mongoose';

/** A secret with which a program acts for an account. */
export interface ApiKeyDocument {
  _id: Types.ObjectId;
  userId: Types.ObjectId;
  /** 0 … MAX_API_KEYS - 1; the unique index bounds the number of an account's keys. */
  slot: number;
  /** SHA-256 of the secret, base64url. */
  secretHash: string;
  lastFour: string;
  name: string;
  scopes: ApiScope[];
  createdAt: Date;
  /** Null if it works until it is revoked. */
  expiresAt: Date | null;
  lastUsedAt: Date | null;
}

export type ApiKeyModel = Model<ApiKeyDocument>;

/** An expired key stays in the list for a month, so that its user sees why a program stopped. */
const SHOWN_EXPIRED_SECONDS = 30 * 24 * 3600;

/** Creates the model of API keys. */
export function createApiKeyModel(connection: Connection): ApiKeyModel {
  const schema = new Schema<ApiKeyDocument>(
    {
      userId: { type: Schema.Types.ObjectId, required: true },
      slot: { type: Number, required: true },
      secretHash: { type: String, required: true },
      lastFour: { type: String, required: true },
      name: { type: String, required: true },
      scopes: { type: [String], required: true },
      createdAt: { type: Date, required: true },
      expiresAt: { type: Date, default: null },
      lastUsedAt: { type: Date, default: null },
    },
    { versionKey: false, collection: 'api_keys' },
  );
  schema.index({ secretHash: 1 }, { unique: true });
  schema.index({ userId: 1, slot: 1 }, { unique: true });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: SHOWN_EXPIRED_SECONDS });
  return connection.model<ApiKeyDocument>('ApiKey', schema);
}
