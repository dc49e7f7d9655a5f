import {
  API_KEY_PREFIX,
  MAX_API_KEYS,
  type ApiKey,
  type CreateApiKey,
} from '@parley/shared/api-keys';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import { newId, toId } from '../platform/ids';
import { hashOpaqueToken, newOpaqueToken } from '../platform/opaque-token';
import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { ApiKeyDocument, ApiKeyModel } from './api-key.model';

const DAY_MS = 24 * 3600_000;
/** `lastUsedAt` is written at most this often. */
const LAST_USED_MS = 60_000;
/** How many keys the admission knows without the database. */
const MAX_KNOWN = 10_000;

/** Begins the session id of an identity that comes from a key. No session has such an id. */
const KEY_SESSION = 'api-key:';

/** Whether a bearer token is an API key and not an access token, which contains dots. */
export const isApiKey = (token: string): boolean => token.startsWith(API_KEY_PREFIX);

export interface ApiKeyService {
  /** The keys of an account, the oldest first. */
  list(userId: string): Promise<ApiKey[]>;
  /** @throws {AppError} STEP_UP_REQUIRED or TOO_MANY_API_KEYS */
  create(
    identity: Identity,
    wanted: CreateApiKey,
    trace: Trace,
  ): Promise<{ apiKey: ApiKey; secret: string }>;
  /** @throws {AppError} NOT_FOUND if the account has no such key */
  revoke(identity: Identity, id: string, trace: Trace): Promise<void>;
  /**
   * Returns the identity of a key's account, with the scopes of the key.
   * @throws {AppError} UNAUTHENTICATED or RATE_LIMITED
   */
  authenticate(secret: string): Promise<Identity>;
  /**
   * Counts a request of a key that this process has seen before.
   * @returns whether it has
   * @throws {AppError} RATE_LIMITED
   */
  countKnown(secret: string): boolean;
  /** The keys as the export of the account has them. */
  exported(userId: string): AsyncGenerator<Omit<ApiKey, 'id'>>;
  /** Deletes all keys of an account. */
  erase(userId: string): Promise<void>;
}

export interface ApiKeyOptions {
  apiKeys: ApiKeyModel;
  /** Whether the account exists, may sign in and is not about to be deleted. */
  isActive: (userId: string) => Promise<boolean>;
  /** @throws {AppError} STEP_UP_REQUIRED */
  requireRecentProof: (identity: Identity) => Promise<void>;
  /** Requests by key. */
  requests: Limiter;
  security: SecurityLog;
  now: () => number;
}

/** Creates the service of API keys (docs/decisions/087). */
export function createApiKeyService(options: ApiKeyOptions): ApiKeyService {
  const { apiKeys, security, now } = options;
  /** The id of each key that this process has seen, by the hash of its secret. */
  const known = new Map<string, string>();

  const keysOf = (userId: string): Promise<ApiKeyDocument[]> =>
    apiKeys
      .find({ userId: toId(userId) })
      .sort({ slot: 1 })
      .limit(MAX_API_KEYS)
      .lean();

  /** Takes the lowest free slot. Another request may take it first; then this takes the next one. */
  async function store(document: Omit<ApiKeyDocument, 'slot'>): Promise<ApiKeyDocument> {
    for (;;) {
      const taken = new Set((await keysOf(document.userId.toString())).map(({ slot }) => slot));
      if (taken.size >= MAX_API_KEYS) throw new AppError('TOO_MANY_API_KEYS');
      const slot = Array.from({ length: MAX_API_KEYS }, (_, index) => index).find(
        (index) => !taken.has(index),
      );
      try {
        const stored = { ...document, slot: slot ?? 0 };
        await apiKeys.create(stored);
        return stored;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }

  function remember(hash: string, id: string): void {
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(hash, id);
  }

  async function noteUse({ _id, lastUsedAt }: ApiKeyDocument): Promise<void> {
    const at = now();
    if (lastUsedAt !== null && at - lastUsedAt.getTime() < LAST_USED_MS) return;
    await apiKeys.updateOne({ _id }, { $max: { lastUsedAt: new Date(at) } });
  }

  return {
    list: async (userId) =>
      (await keysOf(userId))
        .toSorted((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
        .map(toApiKey),

    async create(identity, { name, scopes, expiresInDays }, trace) {
      await options.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      const secret = `${API_KEY_PREFIX}${newOpaqueToken()}`;
      const createdAt = now();
      const stored = await store({
        _id: newId(),
        userId: toId(userId),
        secretHash: hashOpaqueToken(secret),
        lastFour: secret.slice(-4),
        name,
        scopes,
        createdAt: new Date(createdAt),
        expiresAt: expiresInDays === null ? null : new Date(createdAt + expiresInDays * DAY_MS),
        lastUsedAt: null,
      });
      security.note('API key created', { userId, sessionId, ...trace, reason: scopes.join(' ') });
      return { apiKey: toApiKey(stored), secret };
    },

    async revoke({ userId, sessionId }, id, trace) {
      const { deletedCount } = await apiKeys.deleteOne({ _id: toId(id), userId: toId(userId) });
      if (deletedCount === 0) throw new AppError('NOT_FOUND');
      security.note('API key revoked', { userId, sessionId, ...trace });
    },

    async authenticate(secret) {
      const secretHash = hashOpaqueToken(secret);
      const found = await apiKeys.findOne({ secretHash }).lean();
      const userId = found?.userId.toString() ?? '';
      const isOver = found?.expiresAt != null && found.expiresAt.getTime() <= now();
      if (found === null || isOver || !(await options.isActive(userId))) {
        known.delete(secretHash);
        throw new AppError('UNAUTHENTICATED', { message: NOT_VALID });
      }
      const id = found._id.toString();
      if (!known.has(secretHash)) {
        options.requests.consume(id);
        remember(secretHash, id);
      }
      await noteUse(found);
      const expiresAt = found.expiresAt === null ? Infinity : found.expiresAt.getTime() / 1000;
      return { userId, sessionId: `${KEY_SESSION}${id}`, expiresAt, scopes: [...found.scopes] };
    },

    countKnown(secret) {
      const id = known.get(hashOpaqueToken(secret));
      if (id === undefined) return false;
      options.requests.consume(id);
      return true;
    },

    async *exported(userId) {
      for (const key of await keysOf(userId)) {
        const { id: _id, ...rest } = toApiKey(key);
        yield rest;
      }
    },

    erase: async (userId) => void (await apiKeys.deleteMany({ userId: toId(userId) })),
  };
}

const NOT_VALID = 'This API key does not work: it was revoked, has expired, or never existed.';

const toApiKey = ({ _id, name, scopes, lastFour, ...times }: ApiKeyDocument): ApiKey => ({
  id: _id.toString(),
  name,
  scopes: [...scopes],
  lastFour,
  createdAt: times.createdAt.toISOString(),
  expiresAt: times.expiresAt?.toISOString() ?? null,
  lastUsedAt: times.lastUsedAt?.toISOString() ?? null,
});
