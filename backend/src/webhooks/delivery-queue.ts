import type { PauseReason, WebhookEvent } from '@parley/shared/webhooks';
import { isDuplicateKey } from '../platform/conflicts';
import { newId, NO_ID, type Id } from '../platform/ids';
import type { QueueModels } from './queue-turns';
import type { WebhookDeliveryDocument, WebhookDocument } from './webhook.model';

const DAY_MS = 24 * 3600_000;

/** How long the log keeps a delivery. */
const KEPT_MS = 30 * DAY_MS;
/** A knock names a person who may never have been in a meeting, so it goes earlier. */
const KNOCK_KEPT_MS = 2 * DAY_MS;
/** Deliveries that may wait for one webhook. */
const MAX_WAITING_DELIVERIES = 1_000;
/** The number of waiting deliveries is counted up to this. */
const COUNTED = 10_000;

const LONG_AGO = new Date(0);

/** An event as it goes to a webhook. */
export type NewDelivery = Pick<WebhookDeliveryDocument, 'eventId' | 'type' | 'at'> &
  Partial<Pick<WebhookDeliveryDocument, 'meetingId' | 'knock' | 'isAsked'>>;

export type DeliveryQueue = ReturnType<typeof createDeliveryQueue>;

/** The deliveries that wait, in the database; {@link createQueueTurns} takes them out. */
export function createDeliveryQueue({ webhooks, deliveries, now: clock }: QueueModels) {
  const now = () => new Date(clock());
  const soon = (ms: number) => new Date(clock() + ms);

  async function wakeWebhook(_id: Id): Promise<void> {
    await webhooks.updateOne({ _id }, { $inc: { arrivals: 1 }, $min: { dueAt: now() } });
  }

  async function pause(_id: Id, reason: PauseReason): Promise<void> {
    const paused = { at: now(), reason };
    await webhooks.updateOne({ _id, paused: { $exists: false } }, { $set: { paused } });
  }

  return {
    pause,
    wakeWebhook,

    /** Whether the server has any webhook. */
    isAny: async (): Promise<boolean> => (await webhooks.exists({})) !== null,

    /** The webhooks that hear about an event of a room: those of its owner, and of the server. */
    listeners: (ownerId: Id, event: WebhookEvent): Promise<WebhookDocument[]> =>
      webhooks
        .find({ ownerId: { $in: [ownerId, NO_ID] }, events: event, paused: { $exists: false } })
        .lean(),

    /**
     * Adds a delivery. Without effect if the webhook has one of this event already, but the queue is
     * looked at again: a server that was killed between the two writes comes here once more.
     * @returns the delivery, or null if too many wait
     */
    async add(webhookId: Id, delivery: NewDelivery): Promise<WebhookDeliveryDocument | null> {
      const waiting = await deliveries.countDocuments(
        { webhookId, dueAt: { $gt: LONG_AGO } },
        { limit: MAX_WAITING_DELIVERIES },
      );
      if (waiting >= MAX_WAITING_DELIVERIES) {
        await pause(webhookId, 'backlog');
        return null;
      }
      const document: WebhookDeliveryDocument = {
        ...delivery,
        _id: newId(),
        webhookId,
        createdAt: now(),
        expiresAt: soon(delivery.knock === undefined ? KEPT_MS : KNOCK_KEPT_MS),
        state: 'waiting',
        dueAt: now(),
        attemptCount: 0,
        tries: 0,
        attempts: [],
      };
      try {
        await deliveries.create(document);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      await wakeWebhook(webhookId);
      return document;
    },

    /** Removes a delivery about something that no longer exists. */
    async drop({ _id }: WebhookDeliveryDocument): Promise<void> {
      await deliveries.deleteOne({ _id });
    },

    /** Makes a delivery due now, as if it had never been tried. */
    async sendAgain(webhookId: Id, id: Id): Promise<WebhookDeliveryDocument | null> {
      const delivery = await deliveries
        .findOneAndUpdate(
          { _id: id, webhookId },
          { $set: { state: 'waiting', dueAt: now(), tries: 0, isAsked: true } },
          { returnDocument: 'after' },
        )
        .lean<WebhookDeliveryDocument>();
      if (delivery !== null) await wakeWebhook(webhookId);
      return delivery;
    },

    /** How many deliveries wait in all queues, counted up to ten thousand. */
    countWaiting: (): Promise<number> =>
      deliveries.countDocuments({ dueAt: { $gt: LONG_AGO } }, { limit: COUNTED }),

    /** Makes sure that the webhook of the whole server is the one that the operator has set. */
    async setServerWide(url: string | undefined, events: WebhookEvent[]): Promise<void> {
      if (url === undefined) {
        await webhooks.deleteOne({ _id: NO_ID });
        await deliveries.deleteMany({ webhookId: NO_ID });
        return;
      }
      await webhooks.updateOne(
        { _id: NO_ID },
        {
          $set: { ownerId: NO_ID, slot: 1, url, events },
          $setOnInsert: { createdAt: now(), leaseUntil: LONG_AGO, secret: '', failures: 0 },
          $unset: { paused: 1, failingSince: 1 },
          $inc: { arrivals: 1 },
          $min: { dueAt: now() },
        },
        { upsert: true },
      );
    },
  };
}
