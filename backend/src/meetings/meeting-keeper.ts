import type { Logger } from '../platform/logger';
import type { Scope } from '../platform/scope';
import { lastSignOfLife } from './live-meeting';
import type { LiveMeetings } from './live-meetings';
import type { MeetingStore } from './meeting-store';

const RENEW_MS = 5_000;

export interface MeetingKeeperOptions {
  live: LiveMeetings;
  store: MeetingStore;
  leaseMs: number;
  /** Until then people may come back to the meetings that a server before this one left behind. */
  graceUntil: number;
  /** Serialises with joins of the same room. */
  exclusively: <T>(roomId: string, task: () => Promise<T>) => Promise<T>;
  /** Messages that a meeting no longer in memory has. */
  countMessages: (meetingId: string) => Promise<number>;
  logger: Logger;
  now: () => number;
}

export interface MeetingKeeper {
  /** One round: say that ours are alive, end those whose server is gone. For tests too. */
  round(): Promise<void>;
}

/**
 * Leases of meetings. Ours are renewed every five seconds; one that nobody renewed for a whole
 * lease ends, at the time its server was last alive. Not knowing is not dead: while the database
 * cannot be reached, and for two leases after, nothing is ended; nor in the first lease of a server,
 * since media goes on without one and nobody could come back earlier.
 */
export function createMeetingKeeper(options: MeetingKeeperOptions, scope: Scope): MeetingKeeper {
  const { live, store, leaseMs, logger, now } = options;
  let blindUntil = options.graceUntil;

  async function endSilent(): Promise<void> {
    for (const record of await store.findSilent(new Date(now() - leaseMs))) {
      await options.exclusively(record.roomId.toString(), async () => {
        if (live.byRoom(record.roomId.toString())?.id === record._id.toString()) return;
        const id = record._id.toString();
        await store.end(id, record.lastAliveAt, 'server_lost', await options.countMessages(id));
        logger.warn({ meetingId: id }, 'ended a meeting whose server was lost');
      });
    }
  }

  /** A meeting in which nobody is connected ends, at the latest, when somebody last was. */
  async function renew(at: number): Promise<void> {
    const signs = live.all().map((meeting) => ({ meeting, sign: lastSignOfLife(meeting, at) }));
    const ids = signs.filter(({ sign }) => sign === at).map(({ meeting }) => meeting.id);
    if (ids.length > 0) await store.renewLeases(ids, new Date(at));
    for (const { meeting, sign } of signs) {
      if (sign !== at) await store.wasAlive([meeting.id], new Date(sign));
    }
  }

  async function round(): Promise<void> {
    try {
      await renew(now());
      if (now() >= blindUntil) await endSilent();
    } catch (error) {
      blindUntil = Math.max(blindUntil, now() + 2 * leaseMs);
      logger.warn({ err: error }, 'could not renew the leases of meetings');
    }
  }

  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(round);
  }, RENEW_MS);
  scope.add(async () => {
    clearInterval(timer);
    await running;
    await round();
  });
  return { round };
}
