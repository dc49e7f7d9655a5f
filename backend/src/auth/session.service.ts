import { toId, type Id } from '../platform/ids';
import { AppError } from '../platform/errors';
import type { SecurityLog, Trace } from '../platform/security-log';
import { hashOpaqueToken, newOpaqueToken } from '../platform/opaque-token';
import type { SessionModel } from './session.model';
import type { EndedSessions } from './ended-sessions';
import { createSessionCache } from './session-cache';
import { listSessions, type ListedSession } from './session-list';
import { createTokenChain, ownerOf, type RefreshedSession } from './token-chain';
import { newSessionId } from './tokens';

/** How many sessions a user may have; a new one ends the oldest. */
const MAX_SESSIONS = 20;
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
    reason: 'signed out' | 'replaced' | 'claimed',
    trace: Trace,
  ): Promise<(() => void) | null>;
  /** The guest whose latest refresh token this is, without exchanging it; null if there is none. */
  guestOfToken(refreshToken: string): Promise<string | null>;
  /** Returns the sessions of a user that are alive, the newest first. */
  list(userId: string): Promise<ListedSession[]>;
  /**
   * Ends a session of a user.
   * @returns false if the user has no such session
   */
  endOne(userId: string, sessionId: string, trace: Trace): Promise<boolean>;
  /**
   * Ends all sessions of a user.
   * @param keep the session that stays
   * @returns a function that closes their sockets, to be called after the response
   */
  endAll(userId: string, reason: EndReason, trace?: Trace, keep?: string): Promise<() => void>;
  /** Forgets a session that another process has ended, and closes its sockets here. */
  noteEnded(sessionId: string): void;
  /** @throws {AppError} SESSION_ENDED */
  assertAlive(sessionId: string): Promise<void>;
}

/** Why all sessions of a user end, in a few fixed words for the security log. */
export type EndReason =
  | 'ended by the user'
  | 'password changed'
  | 'password reset'
  | 'account disabled'
  | 'second factor reset'
  | 'account deleted'
  | 'kept out';

export interface SessionServiceOptions {
  sessions: SessionModel;
  /** Tells other processes. */
  ended: Pick<EndedSessions, 'add'>;
  refreshSecret: string;
  now: () => number;
  security: SecurityLog;
  /** Called after a session has ended, so that its sockets can be closed. */
  onEnded: (sessionId: string) => void;
}

/** Creates the service for sessions and their refresh tokens (docs/decisions/014). */
export function createSessionService(options: SessionServiceOptions): SessionService {
  const { sessions, ended, refreshSecret, now, security, onEnded } = options;
  const cache = createSessionCache(now);
  const chain = createTokenChain({ sessions, refreshSecret, now, security, end });

  /** @returns a function that closes the session's sockets */
  async function forget(family: string): Promise<() => void> {
    cache.end(family);
    // First, so that after a crash in between the sockets elsewhere close as well.
    await ended.add([family]);
    // Repeated, because one pass may miss a successor that is inserted at the same time.
    while ((await sessions.deleteMany({ family })).deletedCount > 0);
    return () => onEnded(family);
  }

  async function end(family: string): Promise<void> {
    (await forget(family))();
  }

  /** Ends the oldest sessions of a user who has too many besides the new one. */
  async function endOldest(userId: Id, newest: string): Promise<void> {
    const all = await listSessions(sessions, userId, now());
    const others = all.filter(({ id }) => id !== newest);
    for (const { id: family } of others.slice(MAX_SESSIONS - 1)) {
      const reason = 'too many sessions';
      security.note('session ended', { userId: userId.toString(), sessionId: family, reason });
      await end(family);
    }
  }

  return {
    async open(account, device, guestOf) {
      const refreshToken = newOpaqueToken();
      const family = newSessionId();
      const userId = toId(account);
      const startedAt = new Date(now());
      await chain.insert(refreshToken, {
        family,
        userId,
        device,
        ...(guestOf !== undefined && { guestOf }),
        startedAt,
      });
      await endOldest(userId, family);
      return { sessionId: family, userId: account, guestOf, refreshToken };
    },
    rotate: chain.rotate,
    async endByToken(refreshToken, reason, trace) {
      const current = await sessions.findOne({ tokenHash: hashOpaqueToken(refreshToken) }).lean();
      if (current === null) return null;
      const facts = { ...ownerOf(current), ...trace };
      if (reason === 'signed out') security.note('signed out', facts);
      else security.note('session ended', { ...facts, reason });
      return forget(current.family);
    },
    async guestOfToken(refreshToken) {
      const current = await sessions.findOne({ tokenHash: hashOpaqueToken(refreshToken) }).lean();
      if (current === null || current.guestOf === undefined || current.rotatedAt !== null) {
        return null;
      }
      return current.expiresAt.getTime() > now() ? current.userId.toString() : null;
    },
    list: (userId) => listSessions(sessions, toId(userId), now()),
    async endOne(userId, sessionId, trace) {
      const found = await sessions.exists({ family: sessionId, userId: toId(userId) });
      if (found === null) return false;
      security.note('session ended', { userId, sessionId, ...trace, reason: 'ended by the user' });
      await end(sessionId);
      return true;
    },
    async endAll(userId, reason, trace, keep) {
      const closers: (() => void)[] = [];
      // Repeated, because a sign-in or a refresh may insert a token at the same time.
      for (;;) {
        const families: string[] = await sessions.distinct('family', { userId: toId(userId) });
        const others = families.filter((family) => family !== keep);
        for (const sessionId of others) {
          security.note('session ended', { userId, sessionId, ...trace, reason });
          closers.push(await forget(sessionId));
        }
        if (others.length === 0) return () => closers.forEach((close) => close());
      }
    },
    noteEnded(sessionId) {
      cache.end(sessionId);
      onEnded(sessionId);
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
