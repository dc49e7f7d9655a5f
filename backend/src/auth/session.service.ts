import { newId, toId, type Id } from '../platform/ids';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { SessionModel, SessionRecord } from './session.model';
import { hashRefreshToken, newRefreshToken, newSessionId, succeedRefreshToken } from './tokens';

const DAY_MS = 24 * 3600_000;
/** A session ends after this long without use, and in any case after the absolute limit. */
const IDLE_MS = 30 * DAY_MS;
const ABSOLUTE_MS = 90 * DAY_MS;
/** The newest sessions of an account that stay. */
const MAX_SESSIONS = 20;
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
const REUSE_MEMORY_MS = 2 * DAY_MS;
/** How long a process believes its last look at a session. */
const BELIEF_MS = 5_000;

export interface RefreshedSession {
  sessionId: string;
  userId: string;
  refreshToken: string;
}

export interface SessionService {
  /** Opens a session; where the account has more than twenty by then, the oldest end. */
  open(userId: string, device: string): Promise<RefreshedSession>;
  /**
   * Exchanges a refresh token; `shown` is the session of the access token that came with it.
   * @throws {AppError} SESSION_ENDED
   */
  rotate(refreshToken: string, shown: string | null, trace: Trace): Promise<RefreshedSession>;
  /**
   * Ends the session of a refresh token, whichever generation it is of.
   * @returns what closes its sockets, to be called when the browser knows of the end; null where
   *   there was no session
   */
  endByToken(
    refreshToken: string,
    reason: 'signed out' | 'replaced',
    trace: Trace,
  ): Promise<(() => void) | null>;
  /** @throws {AppError} SESSION_ENDED when the session is over */
  assertAlive(sessionId: string): Promise<void>;
}

/** What the tokens of a session have in common. */
type Session = Pick<SessionRecord, 'family' | 'userId' | 'device'> & { startedAt: Date };

export interface SessionServiceOptions {
  sessions: SessionModel;
  refreshSecret: string;
  now: () => number;
  security: SecurityLog;
  /** Called after a session has ended, so that its sockets can be closed. */
  onEnded: (sessionId: string) => void;
}

export function createSessionService(options: SessionServiceOptions): SessionService {
  const { sessions, refreshSecret, now, security, onEnded } = options;
  const beliefs = createBeliefs(now);

  async function insert(token: string, session: Session) {
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

  /** @returns what closes the sockets of the session */
  async function forget(family: string): Promise<() => void> {
    beliefs.end(family);
    // Again until nothing is left: a pass need not see the successor that came while it ran.
    while ((await sessions.deleteMany({ family })).deletedCount > 0);
    return () => onEnded(family);
  }

  async function end(family: string): Promise<void> {
    (await forget(family))();
  }

  /** Of an exchanged token only the memory of it has run out, which says nothing of the session. */
  async function expire(current: SessionRecord, trace: Trace): Promise<never> {
    if (current.rotatedAt === null) {
      security.note('session ended', { ...ownerOf(current), ...trace, reason: 'expired' });
      await end(current.family);
    }
    throw new AppError('SESSION_ENDED');
  }

  /** Ends the oldest sessions of an account that has too many beside the new one. */
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
   * Inserting first and marking after means that a crash in between only repeats the insert. Where
   * the session ended meanwhile, perhaps by another process, the successor goes as well.
   */
  async function succeed(current: SessionRecord, startedAt: Date, token: string): Promise<string> {
    const { family, userId, device } = current;
    const successor = succeedRefreshToken(token, refreshSecret);
    try {
      await insert(successor, { family, userId, device, startedAt });
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
    async open(account, device) {
      const refreshToken = newRefreshToken();
      const family = newSessionId();
      const userId = toId(account);
      await insert(refreshToken, { family, userId, device, startedAt: new Date(now()) });
      await endOldest(userId, family);
      return { sessionId: family, userId: account, refreshToken };
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

/** When the session began; of one without the field, the first that is known of it. */
async function startOf(
  sessions: SessionModel,
  { family, startedAt, createdAt }: SessionRecord,
): Promise<Date> {
  if (startedAt !== undefined) return startedAt;
  const first = await sessions.findOne({ family }).sort({ createdAt: 1 }).lean();
  return first?.startedAt ?? first?.createdAt ?? createdAt;
}

/** The sessions of an account, those that were signed in to last in front. */
async function newestFirst(sessions: SessionModel, userId: Id): Promise<string[]> {
  // Each session has one token that was not exchanged, or two for a moment.
  const tokens = await sessions.find({ userId, rotatedAt: null }).lean();
  const starts = new Map<string, number>();
  for (const { family, startedAt, createdAt } of tokens) {
    const start = (startedAt ?? createdAt).getTime();
    starts.set(family, Math.min(start, starts.get(family) ?? start));
  }
  return [...starts].toSorted(([, one], [, other]) => other - one).map(([family]) => family);
}

const ownerOf = ({ userId, family }: SessionRecord) => ({
  userId: userId.toString(),
  sessionId: family,
});

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
      // All are kept equally long, so those at the front of the map are the first to expire.
      for (const [oldest, until] of alive) {
        if (until > now() && alive.size < MAX) break;
        alive.delete(oldest);
      }
      alive.delete(sessionId);
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
