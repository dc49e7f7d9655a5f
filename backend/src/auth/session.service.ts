import { Types } from 'mongoose';
import { isDuplicateKey } from '../platform/database';
import { AppError } from '../platform/errors';
import type { SessionModel, SessionRecord } from './session.model';
import { hashRefreshToken, newRefreshToken, newSessionId, succeedRefreshToken } from './tokens';

/** A session ends after this long without use, and in any case after the absolute limit. */
const IDLE_MS = 30 * 24 * 3600_000;
/**
 * How long an exchanged token still gets the same successor while nobody has used that one: where
 * two tabs ask at once or an answer was lost.
 */
const GRACE_MS = 10_000;
/**
 * The same for whoever shows an access token of the session as well, as a page does that was in a
 * silent network and a thief of the cookie cannot: longer than the cuts that a call survives,
 * shorter than the time between two renewals (docs/decisions/014).
 */
export const PROVEN_GRACE_MS = 5 * 60_000;
/**
 * How long an exchanged token is remembered, so that its reuse ends the session; afterwards it is
 * merely unknown. A tab left open makes some 180 a day, which must not pile up for a month.
 */
const REUSE_MEMORY_MS = 2 * 24 * 3600_000;
/** How long a process believes its last look at a session. */
const BELIEF_MS = 5_000;

export interface RefreshedSession {
  sessionId: string;
  userId: string;
  refreshToken: string;
}

export interface SessionService {
  open(userId: string, device: string): Promise<RefreshedSession>;
  /**
   * Exchanges a refresh token; `shown` is the session of the access token that came with it.
   * @throws {AppError} SESSION_ENDED
   */
  rotate(refreshToken: string, shown?: string | null): Promise<RefreshedSession>;
  /** Ends the session of a refresh token, whichever generation it is of. */
  endByToken(refreshToken: string): Promise<void>;
  /** @throws {AppError} SESSION_ENDED when the session is over */
  assertAlive(sessionId: string): Promise<void>;
}

export interface SessionServiceOptions {
  sessions: SessionModel;
  refreshSecret: string;
  now: () => number;
  /** Called after a session has ended, so that its sockets can be closed. */
  onEnded: (sessionId: string) => void;
}

export function createSessionService(options: SessionServiceOptions): SessionService {
  const { sessions, refreshSecret, now, onEnded } = options;
  const beliefs = createBeliefs(now);

  async function insert(token: string, family: string, userId: Types.ObjectId, device: string) {
    const at = now();
    await sessions.create({
      _id: new Types.ObjectId(),
      tokenHash: hashRefreshToken(token),
      family,
      userId,
      device,
      createdAt: new Date(at),
      rotatedAt: null,
      expiresAt: new Date(at + IDLE_MS),
    });
  }

  async function end(family: string): Promise<void> {
    beliefs.end(family);
    // Again until nothing is left: a pass need not see the successor that came while it ran.
    while ((await sessions.deleteMany({ family })).deletedCount > 0);
    onEnded(family);
  }

  /**
   * Inserting first and marking after means that a crash in between only repeats the insert. Where
   * the session ended meanwhile, perhaps by another process, the successor goes as well.
   */
  async function succeed(current: SessionRecord, token: string): Promise<string> {
    const successor = succeedRefreshToken(token, refreshSecret);
    try {
      await insert(successor, current.family, current.userId, current.device);
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

  /** An exchanged token: fine within the grace time if its successor is unused, else stolen. */
  async function isGraceful(
    current: SessionRecord,
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
    async open(userId, device) {
      const refreshToken = newRefreshToken();
      const sessionId = newSessionId();
      await insert(refreshToken, sessionId, new Types.ObjectId(userId), device);
      return { sessionId, userId, refreshToken };
    },
    async rotate(refreshToken, shown = null) {
      const current = await sessions.findOne({ tokenHash: hashRefreshToken(refreshToken) }).lean();
      if (current === null || current.expiresAt.getTime() <= now()) {
        throw new AppError('SESSION_ENDED');
      }
      if (!(await isGraceful(current, refreshToken, shown === current.family))) {
        await end(current.family);
        throw new AppError('SESSION_ENDED', { cause: new Error('refresh token used again') });
      }
      const successor = await succeed(current, refreshToken);
      return {
        sessionId: current.family,
        userId: current.userId.toString(),
        refreshToken: successor,
      };
    },
    async endByToken(refreshToken) {
      const current = await sessions.findOne({ tokenHash: hashRefreshToken(refreshToken) }).lean();
      if (current !== null) await end(current.family);
    },
    async assertAlive(sessionId) {
      const belief = beliefs.get(sessionId);
      if (belief === true) return;
      if (belief === undefined) {
        const alive = (await sessions.exists({ family: sessionId })) !== null;
        if (alive && beliefs.get(sessionId) !== false) return beliefs.confirm(sessionId);
      }
      throw new AppError('SESSION_ENDED');
    },
  };
}

/** What this process knows of sessions: alive for a few seconds at a time, ended for good. */
function createBeliefs(now: () => number) {
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
      if (alive.size >= MAX) alive.clear();
      alive.set(sessionId, now() + BELIEF_MS);
    },
    end(sessionId: string): void {
      alive.delete(sessionId);
      // Forgetting one is harmless: the database no longer has it either.
      if (ended.size >= MAX) ended.clear();
      ended.add(sessionId);
    },
  };
}
