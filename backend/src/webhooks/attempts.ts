import { MAX_KEPT_ATTEMPTS, type WebhookPayload } from '@parley/shared/webhooks';
import { NO_ID, type Id } from '../platform/ids';
import type { Logger } from '../platform/logger';
import type { Metrics } from '../platform/metrics';
import type { DeliveryQueue } from './delivery-queue';
import type { ClaimedWebhook, QueueTurns } from './queue-turns';
import type { Outcome, Send } from './sender';
import { signatureHeaders } from './signature';
import type { WebhookDeliveryDocument } from './webhook.model';

/** A webhook is paused when it has failed for so long. */
const FAILING_MS = 3 * 24 * 3600_000;

export interface AttemptOptions {
  readonly queue: DeliveryQueue;
  readonly turns: QueueTurns;
  readonly send: Send;
  readonly payloadOf: (delivery: WebhookDeliveryDocument) => Promise<WebhookPayload | null>;
  /** The secrets with which requests of a webhook are signed, the newest one first. */
  readonly secretsOf: (webhook: ClaimedWebhook) => readonly string[];
  /** Whether the account of an owner works; that of the whole server always does. */
  readonly isOwnerActive: (ownerId: Id) => Promise<boolean>;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'webhookAttempted' | 'webhookDeliveryEnded'>;
  readonly now: () => number;
}

/** Creates the function that sends one delivery of a queue, and gives the queue back. */
export function createAttempts(options: AttemptOptions) {
  const { queue, turns, metrics, logger, now } = options;

  async function attempt(
    webhook: ClaimedWebhook,
    delivery: WebhookDeliveryDocument,
    signal: AbortSignal,
  ) {
    const payload = await options.payloadOf(delivery);
    if (payload === null) return queue.drop(delivery);
    const body = JSON.stringify(payload);
    const at = new Date(now());
    const timestamp = Math.floor(at.getTime() / 1000);
    const signed = { eventId: delivery.eventId, timestamp, body };
    const headers = signatureHeaders(signed, options.secretsOf(webhook));
    const outcome = await options.send({ url: webhook.url, headers, body }, signal);
    // The server stops: whether the receiver got the request is not known, so it is sent again.
    if (outcome === null) return;
    await note(webhook, delivery, at, outcome);
  }

  async function note(
    { _id, failingSince, ownerId }: ClaimedWebhook,
    delivery: WebhookDeliveryDocument,
    at: Date,
    outcome: Outcome,
  ): Promise<void> {
    const { error, status } = outcome;
    metrics.webhookAttempted(error ?? 'ok');
    const state = await turns.record(delivery, { at, ...outcome }, MAX_KEPT_ATTEMPTS);
    if (state !== 'waiting') metrics.webhookDeliveryEnded(state);
    if (error === undefined) return;
    if (ownerId.equals(NO_ID))
      logger.warn({ error, status }, 'WEBHOOK_URL has not accepted an event');
    if (status === 410) await queue.pause(_id, 'gone');
    else if (failingSince !== undefined && at.getTime() - failingSince.getTime() >= FAILING_MS) {
      await queue.pause(_id, 'failing');
    }
  }

  return async (webhook: ClaimedWebhook, signal: AbortSignal): Promise<void> => {
    if (!(await options.isOwnerActive(webhook.ownerId))) return turns.park(webhook);
    const isOff = webhook.paused !== undefined;
    const delivery = await turns.next(webhook, isOff);
    if (delivery !== null) await attempt(webhook, delivery, signal);
    await turns.release(webhook, isOff);
  };
}
