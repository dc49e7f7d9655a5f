import { isActiveUser } from './auth/user.model';
import { createMeetingFacts, createMeetingOutbox } from './meetings/meeting-outbox';
import type { Models } from './models';
import type { Identity } from './platform/http';
import { NO_ID } from './platform/ids';
import { createSecretBox, deriveKey } from './platform/secret-box';
import type { ServicesOptions } from './services-options';
import { createAttempts } from './webhooks/attempts';
import { createDeliveryLog } from './webhooks/delivery-log';
import { createDeliveryQueue } from './webhooks/delivery-queue';
import { createDispatcher } from './webhooks/dispatcher';
import { createEventIntake, type KnockFacts } from './webhooks/event-intake';
import { createPayloads } from './webhooks/payloads';
import { type ClaimedWebhook, createQueueTurns } from './webhooks/queue-turns';
import { createResolveHost } from './webhooks/receiver-address';
import { createSender } from './webhooks/sender';
import { createWebhookService } from './webhooks/webhook.service';

export type WebhookDelivery = ReturnType<typeof createWebhookDelivery>;

/** Creates what turns events into requests. It comes before the meetings, which store their events. */
export function createWebhookDelivery(options: ServicesOptions, models: Models) {
  const { config, secrets, scheduler, logger, metrics, limits, scope, now } = options;
  const { serverWideUrl, allowPrivate } = config.webhooks;
  const { webhooks, webhookDeliveries: deliveries } = models;
  const box = createSecretBox(deriveKey(secrets.refreshSecret, 'webhooks'));
  const queue = createDeliveryQueue({ webhooks, deliveries, now });
  const turns = createQueueTurns({ webhooks, deliveries, now });
  const resolve = options.resolveHost ?? createResolveHost(allowPrivate);
  const intake = createEventIntake({
    queue,
    outbox: createMeetingOutbox(models.meetings),
    isActive: (ownerId) => isActiveUser(models.users, ownerId),
    now,
  });
  const serve = createAttempts({
    queue,
    turns,
    send: createSender({ resolve, allowPrivate, scheduler }),
    payloadOf: createPayloads({
      ...createMeetingFacts(models, now),
      publicUrl: config.publicUrl,
    }),
    secretsOf,
    isOwnerActive: intake.isOwnerActive,
    logger,
    metrics,
    now,
  });
  const dispatcher = createDispatcher({
    queue,
    turns,
    intake,
    serve,
    serverWideUrl,
    scheduler,
    logger,
  });
  scope.add(dispatcher.stop);

  function secretsOf({ _id, secret, previousSecret }: ClaimedWebhook): string[] {
    if (_id.equals(NO_ID)) return [secrets.webhookSecret ?? ''];
    const isRotating = previousSecret !== undefined && previousSecret.until.getTime() > now();
    const sealed = isRotating ? [secret, previousSecret.secret] : [secret];
    return sealed.map((text) => box.open(text, _id.toString()));
  }

  return {
    box,
    queue,
    dispatcher,
    hearing: {
      isHeard: dispatcher.isHeard,
      onStored: () => {
        if (dispatcher.isHeard()) dispatcher.wake();
      },
      waitingCount: dispatcher.waitingCount,
    },

    /**
     * Passes knocks on, unless there are too many. The function never throws.
     * @param meetingIn the running meeting of a room
     */
    knockedWith:
      (meetingIn: (roomId: string) => string | null) =>
      ({ id, ...room }: KnockFacts['room'] & { id: string }, person: KnockFacts['person']) => {
        if (!dispatcher.isHeard() || !mayHearKnock(room.ownerId)) return;
        dispatcher
          .knocked({ room, person, meetingId: meetingIn(id) })
          .catch((err: unknown) => logger.warn({ err }, 'a knock was not passed on to webhooks'));
      },
  };

  function mayHearKnock(ownerId: string): boolean {
    try {
      limits.heardKnocks.consume(ownerId);
      return true;
    } catch {
      return false;
    }
  }
}

/** Creates what accounts do with their webhooks. */
export function createAccountWebhooks(
  options: ServicesOptions & { models: Models },
  { box, queue, dispatcher }: WebhookDelivery,
  requireRecentProof: (identity: Identity) => Promise<void>,
) {
  const { models, limits } = options;
  const common = {
    ...options,
    webhooks: models.webhooks,
    deliveries: models.webhookDeliveries,
    queue,
    dispatcher,
  };
  return {
    webhooks: createWebhookService({
      ...common,
      box,
      allowPrivate: options.config.webhooks.allowPrivate,
      requireRecentProof,
      changes: limits.webhookChanges,
    }),
    deliveryLog: createDeliveryLog({ ...common, sends: limits.webhookSends }),
  };
}
