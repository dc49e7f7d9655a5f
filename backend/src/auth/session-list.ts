import type { Id } from '../platform/ids';
import type { SessionDocument, SessionModel } from './session.model';

/** Returns when the user signed in; for old sessions, the time of their oldest stored token. */
export async function startOf(
  sessions: SessionModel,
  { family, startedAt, createdAt }: SessionDocument,
): Promise<Date> {
  if (startedAt !== undefined) return startedAt;
  const first = await sessions.findOne({ family }).sort({ createdAt: 1 }).lean();
  return first?.startedAt ?? first?.createdAt ?? createdAt;
}

/** Returns when a session began, or null if it has ended. */
export async function sessionStartedAt(
  sessions: SessionModel,
  sessionId: string,
): Promise<Date | null> {
  const token = await sessions.findOne({ family: sessionId, rotatedAt: null }).lean();
  return token === null ? null : startOf(sessions, token);
}

/** One session of a user, which is alive. */
export interface ListedSession {
  readonly id: string;
  /** The start of the User-Agent header. */
  readonly device: string;
  readonly startedAt: Date;
  /** When its last token was made: a client in use gets one every ten minutes. */
  readonly lastUsedAt: Date;
}

/** Returns the sessions of a user that have not expired, the newest first. */
export async function listSessions(
  sessions: SessionModel,
  userId: Id,
  now: number,
): Promise<ListedSession[]> {
  // Each session has one token that was not exchanged, and two for a moment.
  const tokens = await sessions.find({ userId, rotatedAt: null }).lean();
  const found = new Map<string, ListedSession>();
  for (const { family, device, startedAt = null, createdAt, expiresAt } of tokens) {
    if (expiresAt.getTime() <= now) continue;
    const known = found.get(family);
    found.set(family, {
      id: family,
      device,
      startedAt: earlier(startedAt ?? createdAt, known?.startedAt),
      lastUsedAt:
        known !== undefined && known.lastUsedAt > createdAt ? known.lastUsedAt : createdAt,
    });
  }
  return [...found.values()].toSorted((one, other) => +other.startedAt - +one.startedAt);
}

const earlier = (one: Date, other: Date = one): Date => (other < one ? other : one);
