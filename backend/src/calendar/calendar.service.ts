import { createHash } from 'node:crypto';
import type { CalendarFeed } from '@parley/shared/calendar';
import type { Identity } from '../platform/http';
import { toId } from '../platform/ids';
import { hashOpaqueToken, newOpaqueToken } from '../platform/opaque-token';
import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import { type CalendarFeedDocument, type CalendarFeedModel } from './calendar-feed.model';
import { writeCalendar, type CalendarMeeting } from './write-calendar';

/** `lastReadAt` is written at most this often. */
const LAST_READ_MS = 60_000;

/** What a calendar program gets. */
export interface CalendarFile {
  readonly text: string;
  readonly etag: string;
  /** When its content last changed. */
  readonly changedAt: Date;
}

export interface CalendarService {
  read(userId: string): Promise<CalendarFeed | null>;
  /** @returns the feed and its secret path @throws {AppError} STEP_UP_REQUIRED */
  create(identity: Identity, trace: Trace): Promise<{ feed: CalendarFeed; path: string }>;
  /** Repeating it has no effect. */
  remove(identity: Identity, trace: Trace): Promise<void>;
  /**
   * Writes the calendar that belongs to a token.
   * @param origin of this server, for links
   * @returns null if no account has this token @throws {AppError} RATE_LIMITED
   */
  open(token: string, origin: string): Promise<CalendarFile | null>;
  /** The feed, if there is one, as the export of the account has it. */
  exported(userId: string): AsyncGenerator<CalendarFeed>;
  /** Deletes the feed of an account. */
  erase(userId: string): Promise<void>;
}

export interface CalendarOptions {
  feeds: CalendarFeedModel;
  /** Whether the account exists, may sign in and is not about to be deleted. */
  isActive: (userId: string) => Promise<boolean>;
  /** @throws {AppError} STEP_UP_REQUIRED */
  requireRecentProof: (identity: Identity) => Promise<void>;
  /** The latest past meetings that an account may read, as many as a feed can have. */
  pastMeetings: (userId: string) => Promise<CalendarMeeting[]>;
  /** Reads by feed. */
  reads: Limiter;
  security: SecurityLog;
  now: () => number;
}

/** Creates the service of calendar feeds (docs/decisions/088). */
export function createCalendarService(options: CalendarOptions): CalendarService {
  const { feeds, security, now } = options;

  async function noteRead({ _id, lastReadAt }: CalendarFeedDocument): Promise<void> {
    const at = now();
    if (lastReadAt !== null && at - lastReadAt.getTime() < LAST_READ_MS) return;
    await feeds.updateOne({ _id }, { $max: { lastReadAt: new Date(at) } });
  }

  /** Remembers when the content became what it is. */
  async function changedAt(feed: CalendarFeedDocument, etag: string): Promise<Date> {
    if (feed.etag === etag && feed.changedAt !== undefined) return feed.changedAt;
    const changed = new Date(now());
    await feeds.updateOne(
      { _id: feed._id, tokenHash: feed.tokenHash },
      { $set: { etag, changedAt: changed } },
    );
    return changed;
  }

  return {
    async read(userId) {
      const feed = await feeds.findById(toId(userId)).lean();
      return feed && toFeed(feed);
    },

    async create(identity, trace) {
      await options.requireRecentProof(identity);
      const { userId, sessionId } = identity;
      const token = newOpaqueToken();
      const feed = {
        tokenHash: hashOpaqueToken(token),
        createdAt: new Date(now()),
        lastReadAt: null,
      };
      await feeds.replaceOne({ _id: toId(userId) }, feed, { upsert: true });
      security.note('calendar feed created', { userId, sessionId, ...trace });
      return { feed: toFeed(feed), path: `/calendar/${token}.ics` };
    },

    async remove({ userId, sessionId }, trace) {
      const { deletedCount } = await feeds.deleteOne({ _id: toId(userId) });
      if (deletedCount > 0) security.note('calendar feed removed', { userId, sessionId, ...trace });
    },

    async open(token, origin) {
      const feed = await feeds.findOne({ tokenHash: hashOpaqueToken(token) }).lean();
      if (feed === null) return null;
      const userId = feed._id.toString();
      if (!(await options.isActive(userId))) return null;
      options.reads.consume(userId);
      const text = writeCalendar(await options.pastMeetings(userId), origin);
      const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
      await noteRead(feed);
      return { text, etag, changedAt: await changedAt(feed, etag) };
    },

    async *exported(userId) {
      const feed = await feeds.findById(toId(userId)).lean();
      if (feed !== null) yield toFeed(feed);
    },

    erase: async (userId) => void (await feeds.deleteOne({ _id: toId(userId) })),
  };
}

const toFeed = ({
  createdAt,
  lastReadAt,
}: Pick<CalendarFeedDocument, 'createdAt' | 'lastReadAt'>): CalendarFeed => ({
  createdAt: createdAt.toISOString(),
  lastReadAt: lastReadAt?.toISOString() ?? null,
});
