import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import { newId } from '../platform/ids';
import type { SecurityLog, Trace } from '../platform/security-log';
import { hashOpaqueToken } from '../platform/opaque-token';
import { startOf } from './session-list';
import type { SessionDocument, SessionModel } from './session.model';
import { succeedRefreshToken } from './tokens';

const DAY_MS = 24 * 3600_000;
/** A session ends after this time without use, and after the absolute limit in any case. */
const IDLE_MS = 30 * DAY_MS;
const ABSOLUTE_MS = 90 * DAY_MS;
/**
 * How long an exchanged token still gets the same successor, if the successor is unused: two tabs may
 * refresh at the same time, or a response may be lost.
 */
const GRACE_MS = 10_000;
/**
 * The same time for a client that also shows an access token of the session. A client that lost its
 * network has one, a thief of the cookie does not. It is longer than the interruptions that a call
 * survives, and shorter than the time between two refreshes (docs/decisions/014).
 */
export const PROVEN_GRACE_MS = 5 * 60_000;
/**
 * How long an exchanged token is stored, so that its reuse ends the session. Later it is just unknown.
 * An open tab makes about 180 tokens a day, which must not accumulate for a month.
 */
const REUSE_MEMORY_MS = 2 * DAY_MS;

export interface RefreshedSession {
  sessionId: string;
  userId: string;
  /** The id of the one room of a guest. */
  guestOf?: string | undefined;
  refreshToken: string;
}

/** The fields that all tokens of a session share. */
type SessionFields = Pick<SessionDocument, 'family' | 'userId' | 'device' | 'guestOf'> & {
  startedAt: Date;
};

/** The refresh tokens of sessions: each is exchanged for its successor. */
export interface TokenChain {
  insert(token: string, session: SessionFields): Promise<void>;
  /** Exchanges a token for its successor, as `SessionService.rotate` describes. @throws {AppError} SESSION_ENDED */
  rotate(refreshToken: string, shown: string | null, trace: Trace): Promise<RefreshedSession>;
}

export interface TokenChainOptions {
  sessions: SessionModel;
  refreshSecret: string;
  now: () => number;
  security: SecurityLog;
  /** Ends a session. */
  end: (family: string) => Promise<void>;
}

/** Creates the exchange of refresh tokens (docs/decisions/014). */
export function createTokenChain(options: TokenChainOptions): TokenChain {
  const { sessions, refreshSecret, now, security, end } = options;

  async function insert(token: string, session: SessionFields) {
    const at = now();
    await sessions.create({
      _id: newId(),
      tokenHash: hashOpaqueToken(token),
      ...session,
      createdAt: new Date(at),
      rotatedAt: null,
      expiresAt: new Date(Math.min(at + IDLE_MS, session.startedAt.getTime() + ABSOLUTE_MS)),
    });
  }

  /** If the token was exchanged, its expiry does not mean that the session has expired. */
  async function expire(current: SessionDocument, trace: Trace): Promise<never> {
    if (current.rotatedAt === null) {
      security.note('session ended', { ...ownerOf(current), ...trace, reason: 'expired' });
      await end(current.family);
    }
    throw new AppError('SESSION_ENDED');
  }

  /**
   * Inserts the successor before it marks the token as exchanged, so that a crash in between only
   * repeats the insert. If the session has ended since, it deletes the successor as well.
   */
  async function succeed(
    current: SessionDocument,
    startedAt: Date,
    token: string,
  ): Promise<string> {
    const { family, userId, device, guestOf } = current;
    const successor = succeedRefreshToken(token, refreshSecret);
    try {
      await insert(successor, {
        family,
        userId,
        device,
        ...(guestOf !== undefined && { guestOf }),
        startedAt,
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const marked = await sessions.updateOne(
      { _id: current._id, rotatedAt: null },
      { $set: { rotatedAt: new Date(now()), expiresAt: new Date(now() + REUSE_MEMORY_MS) } },
    );
    if (marked.matchedCount === 0 && (await sessions.exists({ _id: current._id })) === null) {
      await end(current.family);
      throw new AppError('SESSION_ENDED');
    }
    return successor;
  }

  /** Whether a token may be exchanged. A used successor, or a late repetition, means theft. */
  async function isGraceful(
    current: SessionDocument,
    token: string,
    isProven: boolean,
  ): Promise<boolean> {
    if (current.rotatedAt === null) return true;
    const grace = isProven ? PROVEN_GRACE_MS : GRACE_MS;
    if (now() - current.rotatedAt.getTime() > grace) return false;
    const successor = hashOpaqueToken(succeedRefreshToken(token, refreshSecret));
    const next = await sessions.findOne({ tokenHash: successor }).lean();
    return next !== null && next.rotatedAt === null;
  }

  return {
    insert,
    async rotate(refreshToken, shown, trace) {
      const current = await sessions.findOne({ tokenHash: hashOpaqueToken(refreshToken) }).lean();
      if (current === null) throw new AppError('SESSION_ENDED');
      if (current.expiresAt.getTime() <= now()) return expire(current, trace);
      if (!(await isGraceful(current, refreshToken, shown === current.family))) {
        security.note('refresh token reused', { ...ownerOf(current), ...trace });
        await end(current.family);
        throw new AppError('SESSION_ENDED', { cause: new Error('refresh token used again') });
      }
      const startedAt = await startOf(sessions, current);
      if (startedAt.getTime() + ABSOLUTE_MS <= now()) {
        return expire(current, trace);
      }
      const successor = await succeed(current, startedAt, refreshToken);
      return {
        sessionId: current.family,
        userId: current.userId.toString(),
        guestOf: current.guestOf,
        refreshToken: successor,
      };
    },
  };
}

export const ownerOf = ({ userId, family }: SessionDocument) => ({
  userId: userId.toString(),
  sessionId: family,
});
