import {
  MAX_WEBHOOKS,
  ROTATION_HOURS,
  type Webhook,
  type WebhookEvent,
} from '@parley/shared/webhooks';
import { isIP } from 'node:net';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import { newId, toId } from '../platform/ids';
import type { Limiter } from '../platform/rate-limit';
import type { SecretBox } from '../platform/secret-box';
import type { SecurityEvent, SecurityLog, Trace } from '../platform/security-log';
import type { DeliveryQueue } from './delivery-queue';
import type { Dispatcher } from './dispatcher';
import { hostOf, isPublicAddress } from './receiver-address';
import { newWebhookSecret } from './signature';
import type { WebhookDeliveryModel, WebhookDocument, WebhookModel } from './webhook.model';

export interface WebhookServiceOptions {
  readonly webhooks: WebhookModel;
  readonly deliveries: WebhookDeliveryModel;
  readonly queue: DeliveryQueue;
  readonly dispatcher: Pick<Dispatcher, 'hear' | 'wake'>;
  readonly box: SecretBox;
  readonly allowPrivate: boolean;
  /** @throws {AppError} STEP_UP_REQUIRED */
  readonly requireRecentProof: (identity: Identity) => Promise<void>;
  /** Changes of webhooks by account. */
  readonly changes: Limiter;
  readonly security: SecurityLog;
  readonly now: () => number;
}

export type WebhookService = ReturnType<typeof createWebhookService>;

/** @throws {AppError} NOT_FOUND, also for the webhook of another account */
export async function findOwnWebhook(
  webhooks: WebhookModel,
  { userId }: Identity,
  id: string,
): Promise<WebhookDocument> {
  const webhook = await webhooks.findOne({ _id: toId(id), ownerId: userId }).lean();
  if (webhook === null) throw new AppError('NOT_FOUND');
  return webhook;
}

/** The insert under a unique index decides, so that parallel requests make no more than ten. */
async function insert(
  webhooks: WebhookModel,
  document: Omit<WebhookDocument, 'slot'>,
): Promise<void> {
  const { ownerId } = document;
  const slots = await webhooks.distinct('slot', { ownerId });
  for (let slot = 1; slot <= MAX_WEBHOOKS; slot += 1) {
    if (slots.includes(slot)) continue;
    try {
      await webhooks.create({ ...document, slot });
      return;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
  throw new AppError('TOO_MANY_WEBHOOKS');
}

interface WebhookChange {
  readonly url?: string | undefined;
  readonly events?: WebhookEvent[] | undefined;
  readonly isPaused?: boolean | undefined;
}

/**
 * Creates what an account does with its webhooks. Webhooks of other accounts and ids that never
 * existed get the same answer, NOT_FOUND.
 */
export function createWebhookService(options: WebhookServiceOptions) {
  const { webhooks, deliveries, queue, dispatcher, box, security } = options;
  const now = () => new Date(options.now());

  const find = (identity: Identity, id: string) => findOwnWebhook(webhooks, identity, id);

  /**
   * A name is checked at every attempt, an address can be refused at once.
   * @throws {AppError} VALIDATION_FAILED
   */
  function assertAddressAllowed(url: string): void {
    const host = hostOf(new URL(url));
    if (options.allowPrivate || isIP(host) === 0 || isPublicAddress(host)) return;
    const message = 'This server sends nothing to addresses of private networks';
    throw new AppError('VALIDATION_FAILED', { details: [{ field: 'url', message }] });
  }

  const note = (event: SecurityEvent, { userId, sessionId }: Identity, trace: Trace) =>
    security.note(event, { userId, sessionId, ...trace });

  return {
    async list({ userId }: Identity): Promise<Webhook[]> {
      const found = await webhooks.find({ ownerId: userId }).limit(MAX_WEBHOOKS).lean();
      return found
        .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
        .map(viewWebhook);
    },

    /** @throws {AppError} STEP_UP_REQUIRED, TOO_MANY_WEBHOOKS, VALIDATION_FAILED or RATE_LIMITED */
    async create(
      identity: Identity,
      { url, events }: { url: string; events: WebhookEvent[] },
      trace: Trace,
    ): Promise<{ webhook: Webhook; secret: string }> {
      options.changes.consume(identity.userId);
      await options.requireRecentProof(identity);
      assertAddressAllowed(url);
      const _id = newId();
      const secret = newWebhookSecret();
      const document = {
        _id,
        ownerId: toId(identity.userId),
        url,
        events,
        secret: box.seal(secret, _id.toString()),
        createdAt: now(),
        failures: 0,
        arrivals: 0,
        leaseUntil: new Date(0),
      };
      await insert(webhooks, document);
      dispatcher.hear();
      note('webhook created', identity, trace);
      return { webhook: viewWebhook({ ...document, slot: 0 }), secret };
    },

    /** @throws {AppError} NOT_FOUND, STEP_UP_REQUIRED, VALIDATION_FAILED or RATE_LIMITED */
    async update(
      identity: Identity,
      id: string,
      { url, events, isPaused }: WebhookChange,
      trace: Trace,
    ): Promise<Webhook> {
      options.changes.consume(identity.userId);
      const before = await find(identity, id);
      const isMoved = url !== undefined && url !== before.url;
      if (isMoved) {
        await options.requireRecentProof(identity);
        assertAddressAllowed(url);
      }
      const isPausing = isPaused === true && before.paused === undefined;
      const webhook = await webhooks
        .findOneAndUpdate(
          { _id: before._id, ownerId: identity.userId },
          {
            $set: {
              ...(isMoved && { url }),
              ...(events && { events }),
              ...(isPausing && { paused: { at: now(), reason: 'owner' } }),
              ...(isPaused === false && { failures: 0 }),
            },
            ...(isPaused === false && { $unset: { paused: 1, failingSince: 1 } }),
          },
          { returnDocument: 'after' },
        )
        .lean<WebhookDocument>();
      if (webhook === null) throw new AppError('NOT_FOUND');
      if (isMoved) note('webhook moved', identity, trace);
      if (isPaused === false) {
        await queue.wakeWebhook(webhook._id);
        dispatcher.wake();
      }
      return viewWebhook(webhook);
    },

    /** @throws {AppError} NOT_FOUND */
    async remove(identity: Identity, id: string, trace: Trace): Promise<void> {
      const { _id } = await find(identity, id);
      await webhooks.deleteOne({ _id });
      await deliveries.deleteMany({ webhookId: _id });
      note('webhook deleted', identity, trace);
    },

    /** @throws {AppError} NOT_FOUND, STEP_UP_REQUIRED or RATE_LIMITED */
    async rotate(identity: Identity, id: string, trace: Trace): Promise<string> {
      options.changes.consume(identity.userId);
      await options.requireRecentProof(identity);
      const before = await find(identity, id);
      const secret = newWebhookSecret();
      const until = new Date(options.now() + ROTATION_HOURS * 3600_000);
      await webhooks.updateOne(
        { _id: before._id },
        {
          $set: {
            secret: box.seal(secret, id),
            previousSecret: { secret: before.secret, until },
          },
        },
      );
      note('webhook secret replaced', identity, trace);
      return secret;
    },
  };
}

const viewWebhook = (webhook: WebhookDocument): Webhook => ({
  id: webhook._id.toString(),
  url: webhook.url,
  events: webhook.events,
  createdAt: webhook.createdAt.toISOString(),
  ...(webhook.paused && {
    paused: { at: webhook.paused.at.toISOString(), reason: webhook.paused.reason },
  }),
  ...(webhook.failingSince && { failingSince: webhook.failingSince.toISOString() }),
});
