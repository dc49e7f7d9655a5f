import type { Logger } from '../platform/logger';
import type { Scheduler } from '../platform/scheduler';
import type { Scope } from '../platform/scope';
import { wordsOf } from '../platform/words';
import type { MessageModel } from './message.model';

/** How many messages one batch indexes. */
const BATCH = 500;
/** The pause between two batches, so that the job does not slow down calls. */
const PAUSE_MS = 250;
/** How often the job tries again after an error. */
const RETRY_MS = 60_000;

export interface WordIndexing {
  /** Runs one batch. @returns whether there may be more */
  runBatch(): Promise<boolean>;
  /** Indexes all messages that are left, batch by batch. */
  start(scope: Scope): void;
}

/**
 * Creates the job that adds the words to messages from before the search. It keeps no state: an index
 * finds what is left, so two servers at the same time only repeat each other's batches.
 */
export function createWordIndexing(
  messages: MessageModel,
  { scheduler, logger }: { scheduler: Scheduler; logger: Logger },
): WordIndexing {
  async function runBatch(): Promise<boolean> {
    const left = await messages
      .find({ words: { $exists: false }, retractedAt: { $exists: false } }, { text: 1 })
      .limit(BATCH)
      .lean();
    if (left.length === 0) return false;
    await messages.bulkWrite(
      left.map(({ _id, text }) => ({
        updateOne: {
          // The sender may retract the message meanwhile.
          filter: { _id, text, retractedAt: { $exists: false } },
          update: { $set: { words: wordsOf(text) } },
        },
      })),
      { ordered: false },
    );
    return left.length === BATCH;
  }

  return {
    runBatch,
    start(scope) {
      let isStopped = false;
      let running: Promise<void> | undefined;
      const next = (ms: number) => scheduler.setTimer(ms, () => (running = run()));
      let timer = next(0);
      async function run(): Promise<void> {
        const pause = await runBatch().then(
          (hasMore) => (hasMore ? PAUSE_MS : null),
          (error: unknown) => {
            logger.error({ err: error }, 'indexing messages failed');
            return RETRY_MS;
          },
        );
        if (!isStopped && pause !== null) timer = next(pause);
      }
      scope.add(() => {
        isStopped = true;
        timer.cancel();
        return running;
      });
    },
  };
}
