import { randomInt, randomUUID } from 'node:crypto';
import type { Id } from '../platform/ids';
import type {
  WebhookDeliveryDocument,
  WebhookDeliveryModel,
  WebhookDocument,
  WebhookModel,
} from './webhook.model';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Longer than an attempt takes. After a crash, another node sends when it has run out. */
const LEASE_MS = 30 * SECOND_MS;
/** The pauses after each failed attempt: nine attempts in about a day. */
export const RETRY_MS = [
  10 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  8 * HOUR_MS,
  8 * HOUR_MS,
] as const;
/** Pauses are up to this part longer or shorter, so that many do not end at the same time. */
const JITTER = 0.2;
/** After a failure, the rest of the queue waits: this long for the first one, then longer. */
const REST_MS = 5 * SECOND_MS;
const MAX_REST_MS = MINUTE_MS;

const LONG_AGO = new Date(0);

export type RecordedAttempt = WebhookDeliveryDocument['attempts'][number];

/** A webhook whose queue this node serves until its lease ends. */
export type ClaimedWebhook = WebhookDocument & { lease: string };

export interface QueueModels {
  readonly webhooks: WebhookModel;
  readonly deliveries: WebhookDeliveryModel;
  readonly now: () => number;
}

export type QueueTurns = ReturnType<typeof createQueueTurns>;

/**
 * Takes turns in serving the queues of webhooks. A webhook sends one request at a time, and a node
 * serves its queue under a lease. So none waits behind the queue of another one, and two nodes never
 * send the same delivery at once.
 * @param random from 0 to 1, for the jitter
 */
export function createQueueTurns(
  { webhooks, deliveries, now: clock }: QueueModels,
  random = () => randomInt(1_001) / 1_000,
) {
  const now = () => new Date(clock());
  const soon = (ms: number) => new Date(clock() + ms);

  /** What may be sent: of a paused webhook only what its owner has asked for. */
  const waitingFor = ({ _id }: { _id: Id }, isOff: boolean) => ({
    webhookId: _id,
    ...(isOff && { isAsked: true }),
  });

  async function firstDue(webhook: { _id: Id }, isOff: boolean): Promise<Date | undefined> {
    const next = await deliveries
      .findOne({ ...waitingFor(webhook, isOff), dueAt: { $gt: LONG_AGO } }, { dueAt: 1 })
      .sort({ dueAt: 1 })
      .lean();
    return next?.dueAt;
  }

  return {
    /** Takes the queue that has waited longest and that no node serves. */
    claim: (): Promise<ClaimedWebhook | null> =>
      webhooks
        .findOneAndUpdate(
          { dueAt: { $lte: now() }, leaseUntil: { $lte: now() } },
          { $set: { leaseUntil: soon(LEASE_MS), lease: randomUUID() } },
          { sort: { dueAt: 1 }, returnDocument: 'after' },
        )
        .lean<ClaimedWebhook>(),

    /** The delivery of a queue that is due first, if one is due now. */
    next: (webhook: { _id: Id }, isOff: boolean): Promise<WebhookDeliveryDocument | null> =>
      deliveries
        .findOne({ ...waitingFor(webhook, isOff), dueAt: { $gt: LONG_AGO, $lte: now() } })
        .sort({ dueAt: 1, _id: 1 })
        .lean(),

    /** Gives a queue back that nobody may serve. The next event looks at it again. */
    async park({ _id, lease }: ClaimedWebhook): Promise<void> {
      const change = { $set: { leaseUntil: LONG_AGO }, $unset: { dueAt: 1 } };
      await webhooks.updateOne({ _id, lease }, change);
    },

    /** Gives a queue back, and notes when to look at it next. */
    async release(webhook: ClaimedWebhook, isOff: boolean): Promise<void> {
      const { _id, lease, arrivals } = webhook;
      const due = await firstDue(webhook, isOff);
      const current = await webhooks.findById(_id, { failures: 1 }).lean();
      const rest = Math.min((current?.failures ?? 0) * REST_MS, MAX_REST_MS);
      const { matchedCount } = await webhooks.updateOne(
        { _id, lease, arrivals },
        due === undefined
          ? { $set: { leaseUntil: LONG_AGO }, $unset: { dueAt: 1 } }
          : {
              $set: {
                leaseUntil: LONG_AGO,
                dueAt: new Date(Math.max(due.getTime(), clock() + rest)),
              },
            },
      );
      // A delivery was added in between: the queue is due now.
      if (matchedCount === 0) {
        await webhooks.updateOne({ _id, lease }, { $set: { leaseUntil: LONG_AGO } });
      }
    },

    /**
     * Notes an attempt, and when the next one follows.
     * @returns the new state of the delivery
     */
    async record(
      { _id, webhookId, tries }: WebhookDeliveryDocument,
      attempt: RecordedAttempt,
      keep: number,
    ): Promise<WebhookDeliveryDocument['state']> {
      const isDone = attempt.error === undefined;
      const pauseMs = isDone ? undefined : RETRY_MS[tries];
      const state = isDone ? 'delivered' : pauseMs === undefined ? 'failed' : 'waiting';
      const jitter = 1 + JITTER * (2 * random() - 1);
      await deliveries.updateOne(
        { _id },
        {
          $push: { attempts: { $each: [attempt], $slice: -keep } },
          $inc: { attemptCount: 1, ...(!isDone && { tries: 1 }) },
          ...(pauseMs === undefined
            ? { $set: { state }, $unset: { dueAt: 1, isAsked: 1 } }
            : { $set: { state, dueAt: soon(pauseMs * jitter) } }),
        },
      );
      await webhooks.updateOne(
        { _id: webhookId },
        isDone
          ? { $set: { failures: 0 }, $unset: { failingSince: 1 } }
          : { $inc: { failures: 1 }, $min: { failingSince: attempt.at } },
      );
      return state;
    },
  };
}
