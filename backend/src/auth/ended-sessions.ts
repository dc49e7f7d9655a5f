import { newId } from '../platform/ids';
import type { Logger } from '../platform/logger';
import type { Scope } from '../platform/scope';
import type { EndedSessionModel } from './ended-session.model';

/** How often a node asks which sessions other processes have ended. */
const POLL_MS = 1_000;
/** Clocks of two machines may differ by this much. */
const CLOCK_DIFFERENCE_MS = 60_000;

/** Sessions that have ended, shared by all processes with the same database. */
export interface EndedSessions {
  add(families: readonly string[]): Promise<void>;
  /** Calls `onEnded` once for each session that any process ends, within about a second. */
  watch(onEnded: (family: string) => void, scope: Scope): void;
}

/** Creates the list of ended sessions (docs/decisions/052). */
export function createEndedSessions(model: EndedSessionModel, logger: Logger): EndedSessions {
  /** Ids of the documents that were read, with the time after which they are not read again. */
  const seen = new Map<string, number>();
  let readAt = Date.now();
  let isReading = false;

  async function read(onEnded: (family: string) => void): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      const now = Date.now();
      const since = new Date(readAt - CLOCK_DIFFERENCE_MS);
      for (const { _id, family } of await model.find({ endedAt: { $gt: since } }).lean()) {
        const id = _id.toString();
        if (!seen.has(id)) onEnded(family);
        // A document of a clock that is ahead is found for twice the difference.
        seen.set(id, now + 3 * CLOCK_DIFFERENCE_MS);
      }
      readAt = now;
      for (const [id, until] of seen) if (until < now) seen.delete(id);
    } catch (error) {
      // The next reading begins where this one did. The lost database has a line of its own.
      logger.debug({ err: error }, 'ended sessions not read');
    } finally {
      isReading = false;
    }
  }

  return {
    async add(families) {
      const endedAt = new Date();
      await model.insertMany(families.map((family) => ({ _id: newId(), family, endedAt })));
    },
    watch(onEnded, scope) {
      const timer = setInterval(() => void read(onEnded), POLL_MS);
      scope.add(() => clearInterval(timer));
    },
  };
}
