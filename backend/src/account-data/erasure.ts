import type { Logger } from '../platform/logger';
import type { Scheduler } from '../platform/scheduler';
import type { Scope } from '../platform/scope';
import type { SecurityLog } from '../platform/security-log';

/** How often the server looks for accounts whose grace period is over. */
const INTERVAL_MS = 3600_000;
/** The pause between two batches, so that an erasure does not slow down calls. */
const PAUSE_MS = 250;
/** How many documents one batch changes. */
const BATCH = 200;

/**
 * What is left after a batch: more documents (`more`), documents that cannot change while a meeting
 * runs (`waiting`), or nothing (`done`).
 */
export type ErasureProgress = 'more' | 'waiting' | 'done';

/** Erases a part of what one domain stores about an account. Repeating it is harmless. */
export type EraseBatch = (userId: string, limit: number) => Promise<ErasureProgress>;

export interface ErasureOptions {
  /** The accounts whose grace period has ended, a few at a time. */
  dueAccounts: () => Promise<string[]>;
  /** The domains, in the order in which they erase. */
  steps: readonly EraseBatch[];
  /** Deletes the account itself, as the last step. */
  deleteAccount: (userId: string) => Promise<void>;
  scheduler: Scheduler;
  logger: Logger;
  security: SecurityLog;
}

export interface Erasure {
  /** Runs one batch. @returns whether there is more to do now */
  runBatch(): Promise<boolean>;
  /** Looks for due accounts now and every hour. */
  start(scope: Scope): void;
}

/**
 * Creates the job that erases accounts after their grace period, in batches and step by step. It keeps
 * no state: a server that stops in the middle, or two servers at the same time, only repeat batches.
 */
export function createErasure(options: ErasureOptions): Erasure {
  const { dueAccounts, steps, deleteAccount, scheduler, logger, security } = options;

  /** @returns whether the account has more to erase now */
  async function eraseSome(userId: string): Promise<boolean> {
    let isWaiting = false;
    for (const erase of steps) {
      const progress = await erase(userId, BATCH);
      if (progress === 'more') return true;
      if (progress === 'waiting') isWaiting = true;
    }
    // A meeting of the account still runs. The next look comes in an hour.
    if (isWaiting) return false;
    await deleteAccount(userId);
    security.note('account deleted', { userId });
    return false;
  }

  async function runBatch(): Promise<boolean> {
    let hasMore = false;
    for (const userId of await dueAccounts()) {
      if (await eraseSome(userId)) hasMore = true;
    }
    return hasMore;
  }

  return {
    runBatch,
    start(scope) {
      let isStopped = false;
      let looking: Promise<void> | undefined;
      const next = (ms: number) => scheduler.setTimer(ms, () => (looking = look()));
      let timer = next(0);
      async function look(): Promise<void> {
        const hasMore = await runBatch().catch((error: unknown) => {
          logger.error({ err: error }, 'erasing accounts failed');
          return false;
        });
        if (!isStopped) timer = next(hasMore ? PAUSE_MS : INTERVAL_MS);
      }
      scope.add(() => {
        isStopped = true;
        timer.cancel();
        // The connection to the database ends next.
        return looking;
      });
    },
  };
}
