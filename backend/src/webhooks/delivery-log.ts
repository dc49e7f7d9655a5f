import type { Delivery } from '@parley/shared/webhooks';
import { decodeCursor, page } from '../platform/cursor';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import { newId, toId } from '../platform/ids';
import type { Limiter } from '../platform/rate-limit';
import type { DeliveryQueue } from './delivery-queue';
import type { Dispatcher } from './dispatcher';
import type { WebhookDeliveryDocument, WebhookDeliveryModel, WebhookModel } from './webhook.model';
import { findOwnWebhook } from './webhook.service';

export interface DeliveryLogOptions {
  readonly webhooks: WebhookModel;
  readonly deliveries: WebhookDeliveryModel;
  readonly queue: DeliveryQueue;
  readonly dispatcher: Pick<Dispatcher, 'wake'>;
  /** Tests and repeated deliveries by account. */
  readonly sends: Limiter;
  readonly now: () => number;
}

export type DeliveryLog = ReturnType<typeof createDeliveryLog>;

/** Creates what an account sees of its deliveries, with tests and repetitions. */
export function createDeliveryLog(options: DeliveryLogOptions) {
  const { deliveries, queue, dispatcher } = options;
  const now = () => new Date(options.now());
  const find = (identity: Identity, id: string) => findOwnWebhook(options.webhooks, identity, id);

  return {
    /** @throws {AppError} NOT_FOUND or RATE_LIMITED */
    async test(identity: Identity, id: string): Promise<Delivery> {
      options.sends.consume(identity.userId);
      const { _id } = await find(identity, id);
      const eventId = `test:${newId().toString()}`;
      const delivery = await queue.add(_id, { eventId, type: 'test', at: now(), isAsked: true });
      if (delivery === null) throw new AppError('BUSY', { retryAfter: 60 });
      dispatcher.wake();
      return viewDelivery(delivery);
    },

    /** @throws {AppError} NOT_FOUND or VALIDATION_FAILED for a wrong cursor */
    async deliveries(
      identity: Identity,
      id: string,
      { cursor, limit }: { cursor?: string | undefined; limit: number },
    ): Promise<{ deliveries: Delivery[]; nextCursor: string | null }> {
      const { _id } = await find(identity, id);
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      const found = await deliveries
        .find({
          webhookId: _id,
          ...(after && {
            $or: [
              { createdAt: { $lt: after.time } },
              { createdAt: after.time, _id: { $lt: toId(after.id) } },
            ],
          }),
        })
        .sort({ createdAt: -1, _id: -1 })
        .limit(limit + 1)
        .lean();
      const { rows, nextCursor } = page(found, limit, (row) => ({
        time: row.createdAt,
        id: row._id.toString(),
      }));
      return { deliveries: rows.map(viewDelivery), nextCursor };
    },

    /** @throws {AppError} NOT_FOUND or RATE_LIMITED */
    async resend(identity: Identity, id: string, deliveryId: string): Promise<Delivery> {
      options.sends.consume(identity.userId);
      const { _id } = await find(identity, id);
      const delivery = await queue.sendAgain(_id, toId(deliveryId));
      if (delivery === null) throw new AppError('NOT_FOUND');
      dispatcher.wake();
      return viewDelivery(delivery);
    },
  };
}

const viewDelivery = (delivery: WebhookDeliveryDocument): Delivery => ({
  id: delivery._id.toString(),
  eventId: delivery.eventId,
  type: delivery.type,
  createdAt: delivery.createdAt.toISOString(),
  state: delivery.state,
  ...(delivery.dueAt && { nextAttemptAt: delivery.dueAt.toISOString() }),
  attemptCount: delivery.attemptCount,
  attempts: delivery.attempts.map(({ at, status, error, ms }) => ({
    at: at.toISOString(),
    ...(status !== undefined && { status }),
    ...(error && { error }),
    ms,
  })),
  ...(delivery.meetingId && { meetingId: delivery.meetingId.toString() }),
});
