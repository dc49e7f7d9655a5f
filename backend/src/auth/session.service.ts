import { newId, toId, type Id } from '../platform/ids';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { SessionModel, SessionDocument } from './session.model';
import { hashRefreshToken, newRefreshToken, newSessionId, succeedRefreshToken } from './tokens';

const DAY_MS = 24 * 3600_000;
/** A session ends after this time without use, and after the absolute limit in any case. */
const IDLE_MS = 30 * DAY_MS;
const ABSOLUTE_MS = 90 * DAY_MS;
/** How many sessions a user may have; a new one ends the oldest. */
const MAX_SESSIONS = 20;
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
/** How long a node trusts that a session is alive after it has read the database. */
const TRUSTED_MS = 5_000;

export interface RefreshedSession {
  sessionId: string;
  userId: string;
  /** The id of the one room of a guest. */
  guestOf?: string | undefined;
  refreshToken: string;
}

export interface SessionService {
  /**
   * Opens a session, and ends the oldest if the user has more than twenty.
   * @param guestOf the id of the one room of a guest
   */
  open(userId: string, device: string, guestOf?: string): Promise<RefreshedSession>;
  /**
   * Exchanges a refresh token for its successor.
   * @param shown the session of the access token in the same request
   * @throws {AppError} SESSION_ENDED
   */
  rotate(refreshToken: string, shown: string | null, trace: Trace): Promise<RefreshedSession>;
  /**
   * Ends the session of a refresh token, even if the token was exchanged.
   * @returns a function that closes the session's sockets, to be called after the response; null if
   *   there was no session
   */
  endByToken(
    refreshToken: string,
    reason: 'signed out' | 'replaced',
    trace: Trace,
  ): Promise<(() => void) | null>;
  /** @throws {AppError} SESSION_ENDED */
  assertAlive(sessionId: string): Promise<void>;
}

/** The fields that all tokens of a session share. */
type SessionFields = Pick<SessionDocument, 'family' | 'userId' | 'device' | 'guestOf'> & {
  startedAt: Date;
};

export interface SessionServiceOptions {
  sessions: SessionModel;
  refreshSecret: string;
  now: () => number;
  security: SecurityLog;
  /** Called after a session has ended, so that its sockets can be closed. */
  onEnded: (sessionId: string) => void;
}

/** Creates the service for sessions and their refresh tokens (docs/decisions/014). */
export function createSessionService(options: SessionServiceOptions): SessionService {
  const { sessions, refreshSecret, now, security, onEnded } = options;
  const cache = createSessionCache(now);

  async function insert(token: string, session: SessionFields) {
    const at = now();
    await sessions.create({
      _id: newId(),
      tokenHash: hashRefreshToken(token),
      ...session,
      createdAt: new Date(at),
      rotatedAt: null,
      expiresAt: new Date(Math.min(at + IDLE_MS, session.startedAt.getTime() + ABSOLUTE_MS)),
    });
  }

  /** @returns a function that closes the session's sockets */
  async function forget(family: string): Promise<() => void> {
    cache.end(family);
    // Repeated, because one pass may miss a successor that is inserted at the same time.
    while ((await sessions.deleteMany({ family })).deletedCount > 0);
    return () => onEnded(family);
  }

  async function end(family: string): Promise<void> {
    (await forget(family))();
  }

  /** If the token was exchanged, its expiry does not mean that the session has expired. */
  async function expire(current: SessionDocument, trace: Trace): Promise<never> {
    if (current.rotatedAt === null) {
      security.note('session ended', { ...ownerOf(current), ...trace, reason: 'expired' });
      await end(current.family);
    }
    throw new AppError('SESSION_ENDED');
  }

  /** Ends the oldest sessions of a user who has too many besides the new one. */
  async function endOldest(userId: Id, newest: string): Promise<void> {
    const families = await newestFirst(sessions, userId);
    const others = families.filter((family) => family !== newest);
    for (const family of others.slice(MAX_SESSIONS - 1)) {
      const reason = 'too many sessions';
      security.note('session ended', { userId: userId.toString(), sessionId: family, reason });
      await end(family);
    }
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
    const successor = hashRefreshToken(succeedRefreshToken(token, refreshSecret));
    const next = await sessions.findOne({ tokenHash: successor }).lean();
    return next !== null && next.rotatedAt === null;
  }

  return {
    async open(account, device, guestOf) {
      const refreshToken = newRefreshToken();
      const family = newSessionId();
      const userId = toId(account);
      const startedAt = new Date(now());
      await insert(refreshToken, {
        family,
        userId,
        device,
        ...(guestOf !== undefined && { guestOf }),
        startedAt,
      });
      await endOldest(userId, family);
      return { sessionId: family, userId: account, guestOf, refreshToken };
    },
    async rotate(refreshToken, shown, trace) {
      const current = await sessions.findOne({ tokenHash: hashRefreshToken(refreshToken) }).lean();
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
    async endByToken(refreshToken, reason, trace) {
      const current = await sessions.findOne({ tokenHash: hashRefreshToken(refreshToken) }).lean();
      if (current === null) return null;
      const facts = { ...ownerOf(current), ...trace };
      if (reason === 'signed out') security.note('signed out', facts);
      else security.note('session ended', { ...facts, reason });
      return forget(current.family);
    },
    async assertAlive(sessionId) {
      const isAlive = cache.get(sessionId);
      if (isAlive === true) return;
      if (isAlive === undefined) {
        const alive = (await sessions.exists({ family: sessionId })) !== null;
        if (alive && cache.get(sessionId) !== false) return cache.confirm(sessionId);
      }
      throw new AppError('SESSION_ENDED');
    },
  };
}

/** Returns when the user signed in; for old sessions, the time of their oldest stored token. */
async function startOf(
  sessions: SessionModel,
  { family, startedAt, createdAt }: SessionDocument,
): Promise<Date> {
  if (startedAt !== undefined) return startedAt;
  const first = await sessions.findOne({ family }).sort({ createdAt: 1 }).lean();
  return first?.startedAt ?? first?.createdAt ?? createdAt;
}

/** Returns the sessions of a user, the newest first. */
async function newestFirst(sessions: SessionModel, userId: Id): Promise<string[]> {
  // Each session has one token that was not exchanged, and two for a moment.
  const tokens = await sessions.find({ userId, rotatedAt: null }).lean();
  const starts = new Map<string, number>();
  for (const { family, startedAt, createdAt } of tokens) {
    const start = (startedAt ?? createdAt).getTime();
    starts.set(family, Math.min(start, starts.get(family) ?? start));
  }
  return [...starts].toSorted(([, one], [, other]) => other - one).map(([family]) => family);
}

const ownerOf = ({ userId, family }: SessionDocument) => ({
  userId: userId.toString(),
  sessionId: family,
});

/** Caches which sessions are alive, for a few seconds, and which have ended, for good. */
function createSessionCache(now: () => number) {
  const MAX = 50_000;
  const alive = new Map<string, number>();
  const ended = new Set<string>();
  return {
    get(sessionId: string): boolean | undefined {
      if (ended.has(sessionId)) return false;
      const until = alive.get(sessionId);
      return until !== undefined && until > now() ? true : undefined;
    },
    confirm(sessionId: string): void {
      // All entries are trusted equally long, so they expire in the order of the map.
      for (const [oldest, until] of alive) {
        if (until > now() && alive.size < MAX) break;
        alive.delete(oldest);
      }
      alive.delete(sessionId);
      alive.set(sessionId, now() + TRUSTED_MS);
    },
    end(sessionId: string): void {
      alive.delete(sessionId);
      // Harmless, because the database has no ended session.
      if (ended.size >= MAX) ended.clear();
      ended.add(sessionId);
    },
  };
}
