import { webhookEndpoints } from '@parley/shared/webhooks';
import type { MountEndpoint } from '../platform/http';
import type { DeliveryLog } from './delivery-log';
import type { WebhookService } from './webhook.service';

/** Mounts the webhooks of accounts and their deliveries. */
export function mountWebhookRoutes(
  mount: MountEndpoint,
  service: WebhookService,
  log: DeliveryLog,
): void {
  mount(webhookEndpoints.listWebhooks, async (_input, { identity }) => ({
    webhooks: await service.list(identity),
  }));
  mount(webhookEndpoints.createWebhook, ({ body }, { identity, trace }) =>
    service.create(identity, body, trace),
  );
  mount(webhookEndpoints.updateWebhook, async ({ params, body }, { identity, trace }) => ({
    webhook: await service.update(identity, params.id, body, trace),
  }));
  mount(webhookEndpoints.deleteWebhook, async ({ params }, { identity, trace }) => {
    await service.remove(identity, params.id, trace);
    return undefined;
  });
  mount(webhookEndpoints.rotateWebhookSecret, async ({ params }, { identity, trace }) => ({
    secret: await service.rotate(identity, params.id, trace),
  }));
  mount(webhookEndpoints.testWebhook, async ({ params }, { identity }) => ({
    delivery: await log.test(identity, params.id),
  }));
  mount(webhookEndpoints.listDeliveries, ({ params, query }, { identity }) =>
    log.deliveries(identity, params.id, query),
  );
  mount(webhookEndpoints.resendDelivery, async ({ params }, { identity }) => ({
    delivery: await log.resend(identity, params.id, params.deliveryId),
  }));
}
