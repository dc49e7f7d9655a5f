import type { Logger } from '../platform/logger';
import type { Scheduler, Timer } from '../platform/scheduler';
import type { Scope } from '../platform/scope';

/** How often the server looks for records whose time is over. */
const INTERVAL_MS = 3600_000;
/** After something became due: how soon the server looks for what was under way at that time. */
const FOLLOW_UP_MS = 90_000;
/** The pause between two batches, so that deleting does not slow down calls. */
const PAUSE_MS = 250;
/** How many documents one batch deletes. */
const BATCH = 200;
/** How many meetings one batch looks at. */
const MEETINGS = 50;

/** Deletes some documents that belong to a meeting. @returns how many */
export type DeleteSome = (meetingId: string, limit: number) => Promise<number>;

export interface PurgeOptions {
  /** The records of meetings. */
  readonly records: {
    expired(limit: number): Promise<string[]>;
    outlines(limit: number): Promise<string[]>;
    deleteAttendances: DeleteSome;
    stripAttendances: DeleteSome;
    deleteMeeting(meetingId: string): Promise<void>;
    keepOutline(meetingId: string): Promise<void>;
  };
  /** Everything else that belongs to a meeting, by collection. */
  readonly parts: readonly DeleteSome[];
  /** The same, of what an outline does not keep. */
  readonly outlineParts: readonly DeleteSome[];
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

export interface Purge {
  /** Runs one batch. @returns whether there is more to do now */
  runBatch(): Promise<boolean>;
  /** Looks for records that are due: now, every hour, and twice after `wake`. */
  start(scope: Scope): void;
  /** Something is due now. */
  wake(): void;
}

/**
 * Creates the job that deletes records whose time is over, and of outlines everything but the outline.
 * It keeps no state: each step finds what is left by the id of the meeting, whose document goes last.
 * A server that stops in the middle, or two servers at the same time, only repeat steps.
 */
export function createPurge(options: PurgeOptions): Purge {
  const { records, parts, outlineParts, scheduler, logger } = options;

  /** @returns how many more documents the batch may delete; 0 if the meeting may have more */
  async function deleteParts(
    meetingId: string,
    steps: readonly DeleteSome[],
    budget: number,
  ): Promise<number> {
    let left = budget;
    for (const deleteSome of steps) {
      left -= await deleteSome(meetingId, left);
      if (left <= 0) return 0;
    }
    return left;
  }

  async function runBatch(): Promise<boolean> {
    let left = BATCH;
    const outlines = await records.outlines(MEETINGS);
    for (const meetingId of outlines) {
      left = await deleteParts(meetingId, [...outlineParts, records.stripAttendances], left);
      if (left === 0) return true;
      await records.keepOutline(meetingId);
    }
    const expired = await records.expired(MEETINGS);
    for (const meetingId of expired) {
      left = await deleteParts(meetingId, [...parts, records.deleteAttendances], left);
      if (left === 0) return true;
      await records.deleteMeeting(meetingId);
    }
    return outlines.length === MEETINGS || expired.length === MEETINGS;
  }

  let wakeUp = (): void => undefined;

  return {
    runBatch,
    wake: () => wakeUp(),
    start(scope) {
      let isStopped = false;
      let isLooking = false;
      /** `wake` came while a batch was under way. */
      let isDueAgain = false;
      let isFollowUpDue = false;
      let looking: Promise<void> | undefined;
      const next = (ms: number): Timer => scheduler.setTimer(ms, () => (looking = look()));
      let timer = next(0);
      async function look(): Promise<void> {
        isLooking = true;
        isDueAgain = false;
        const hasMore = await runBatch().catch((error: unknown) => {
          logger.error({ err: error }, 'deleting records failed');
          return false;
        });
        isLooking = false;
        if (isStopped) return;
        if (hasMore || isDueAgain) timer = next(PAUSE_MS);
        else if (isFollowUpDue) {
          isFollowUpDue = false;
          timer = next(FOLLOW_UP_MS);
        } else timer = next(INTERVAL_MS);
      }
      wakeUp = () => {
        if (isStopped) return;
        isDueAgain = true;
        isFollowUpDue = true;
        if (isLooking) return;
        timer.cancel();
        timer = next(0);
      };
      scope.add(() => {
        isStopped = true;
        timer.cancel();
        // The connection to the database ends next.
        return looking;
      });
    },
  };
}
