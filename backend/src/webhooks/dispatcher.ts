import type { WebhookEvent } from '@parley/shared/webhooks';
import { webhookEventSchema } from '@parley/shared/webhooks';
import type { Logger } from '../platform/logger';
import type { Scheduler, Timer } from '../platform/scheduler';
import type { DeliveryQueue } from './delivery-queue';
import type { createEventIntake, KnockFacts } from './event-intake';
import type { ClaimedWebhook, QueueTurns } from './queue-turns';
import { createWorkers } from './workers';

/** How often the database is asked for new events and due deliveries. */
const POLL_MS = 5_000;
/** Every which poll counts the waiting deliveries. */
const COUNT_EVERY = 12;

export interface DispatcherOptions {
  readonly queue: DeliveryQueue;
  readonly turns: QueueTurns;
  readonly intake: ReturnType<typeof createEventIntake>;
  /** Sends one delivery of a queue, and gives the queue back. */
  readonly serve: (webhook: ClaimedWebhook, signal: AbortSignal) => Promise<void>;
  /** The webhook of the whole server; undefined without one. */
  readonly serverWideUrl: string | undefined;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
}

export type Dispatcher = ReturnType<typeof createDispatcher>;

/**
 * Turns events into deliveries and sends them (docs/decisions/091). It keeps no state that matters: a
 * server that is killed, or a second one, finds everything in the database.
 */
export function createDispatcher(options: DispatcherOptions) {
  const { queue, turns, intake, serve, serverWideUrl, scheduler, logger } = options;
  const events: WebhookEvent[] = webhookEventSchema.options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const hasFailed = (what: string) => (err: unknown) => logger.warn({ err }, what);
  const workers = createWorkers({
    claim: turns.claim,
    work: (webhook) => serve(webhook, signal),
    isStopped: () => signal.aborted,
    onError: hasFailed('a webhook was not served'),
  });
  let isHeard = serverWideUrl !== undefined;
  let waitingCount = 0;
  let polls = 0;
  let timer: Timer | undefined;
  let polling: Promise<void> | undefined;
  let isWoken = false;

  async function poll(): Promise<void> {
    isHeard = serverWideUrl !== undefined || (await queue.isAny());
    if (!isHeard) return;
    await intake.drain(() => signal.aborted);
    if (polls++ % COUNT_EVERY === 0) waitingCount = await queue.countWaiting();
    await workers.fill();
  }

  function schedule(ms: number): void {
    timer?.cancel();
    if (!signal.aborted) timer = scheduler.setTimer(ms, run);
  }

  async function run(): Promise<void> {
    isWoken = false;
    polling = poll().catch(hasFailed('webhook events were not read'));
    await polling;
    polling = undefined;
    schedule(isWoken ? 0 : POLL_MS);
  }

  /** A poll that is under way may have read before what this one is for. */
  function wake(): void {
    if (polling === undefined) schedule(0);
    else isWoken = true;
  }

  return {
    /** Something new is in the outbox or in a queue. */
    wake,

    /** Whether anybody hears about meetings, so that events are stored. */
    isHeard: () => isHeard,

    /** The deliveries that waited at the latest count. */
    waitingCount: () => waitingCount,

    /** A webhook was made: from now on events are stored. */
    hear(): void {
      isHeard = true;
    },

    /** Somebody waits to be let in. */
    async knocked(knock: KnockFacts): Promise<void> {
      await intake.knocked(knock);
      wake();
    },

    async start(): Promise<void> {
      await queue.setServerWide(serverWideUrl, events);
      isHeard ||= await queue.isAny();
      schedule(0);
    },

    /** Resolves when no request is under way. */
    idle: workers.idle,

    /** Ends the requests that are under way; they are sent again after the next start. */
    async stop(): Promise<void> {
      stopping.abort();
      timer?.cancel();
      await polling;
      await workers.idle();
    },
  };
}
