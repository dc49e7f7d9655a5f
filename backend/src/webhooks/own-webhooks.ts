import type { ExportLists } from '@parley/shared/account-data';
import { toId } from '../platform/ids';
import type { WebhookDeliveryModel, WebhookModel } from './webhook.model';

/** Deletes some of the knocks at a meeting. @returns how many */
export async function deleteKnocks(
  deliveries: WebhookDeliveryModel,
  meetingId: string,
  limit: number,
): Promise<number> {
  const some = await deliveries.find({ meetingId, type: 'knock' }, { _id: 1 }).limit(limit).lean();
  await deliveries.deleteMany({ _id: { $in: some.map(({ _id }) => _id) } });
  return some.length;
}

/** Exports and erases the webhooks of an account, and what it left in those of others. */
export function createOwnWebhooks(webhooks: WebhookModel, deliveries: WebhookDeliveryModel) {
  return {
    async *webhooksOf(userId: string): AsyncGenerator<ExportLists['webhooks'][number]> {
      for (const webhook of await webhooks.find({ ownerId: userId }).sort({ slot: 1 }).lean()) {
        const { url, events, createdAt, paused } = webhook;
        yield {
          url,
          events,
          createdAt: createdAt.toISOString(),
          pausedAt: paused?.at.toISOString() ?? null,
        };
      }
    },

    /** The deliveries of all webhooks of an account, each list in the order of its index. */
    async *deliveriesOf(userId: string): AsyncGenerator<ExportLists['deliveries'][number]> {
      for (const { _id, url } of await webhooks
        .find({ ownerId: userId })
        .sort({ slot: 1 })
        .lean()) {
        const cursor = deliveries.find({ webhookId: _id }).sort({ createdAt: -1, _id: -1 }).lean();
        for await (const { eventId, type, createdAt, state, attempts } of cursor.cursor()) {
          yield {
            url,
            eventId,
            type,
            createdAt: createdAt.toISOString(),
            state,
            attempts: attempts.map(({ at, status }) => ({
              at: at.toISOString(),
              status: status ?? null,
            })),
          };
        }
      }
    },

    /** The webhooks come last: those that are left are found again after a crash. */
    async erase(userId: string): Promise<void> {
      await deliveries.deleteMany({ 'knock.personId': toId(userId) });
      const own = await webhooks.find({ ownerId: userId }, { _id: 1 }).lean();
      for (const { _id } of own) {
        await deliveries.deleteMany({ webhookId: _id });
        await webhooks.deleteOne({ _id });
      }
    },
  };
}
