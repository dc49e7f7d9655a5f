import type { IncomingMessage } from 'node:http';
import express, { type Express, type Request } from 'express';
import { type WebhookEvent, WebhookReceiver } from 'livekit-server-sdk';
import type { Logger } from '../platform/logger';
import { addressKey, type Limiter } from '../platform/rate-limit';

export interface SfuWebhookOptions {
  /** The key with which LiveKit signs; undefined without an SFU, as are the other two. */
  readonly config: { readonly sfu: { readonly key: string } | undefined };
  readonly secrets: { readonly sfuSecret: string | undefined };
  readonly routes: {
    sfuJoined(room: string, identity: string): void;
    sfuRoomFinished(room: string): void;
  } | null;
  /** Counts reports. */
  readonly limits: { readonly sfuReports: Pick<Limiter, 'consume'> };
  readonly addressOf: (request: IncomingMessage) => string;
  readonly logger: Logger;
}

/**
 * Mounts the route to which LiveKit reports what happens in its rooms. Reports may be late, lost,
 * repeated or out of order, so they are hints: Parley looks at once where it would have looked soon.
 * @see https://docs.livekit.io/home/server/webhooks/
 */
export function mountSfuWebhook(web: Express, options: SfuWebhookOptions): void {
  const { config, secrets, routes, limits, addressOf, logger } = options;
  if (config.sfu === undefined || secrets.sfuSecret === undefined || routes === null) return;
  const receiver = new WebhookReceiver(config.sfu.key, secrets.sfuSecret);

  async function statusFor(request: Request): Promise<number> {
    try {
      limits.sfuReports.consume(addressKey(addressOf(request)));
    } catch {
      return 429;
    }
    const body = request.body as unknown;
    if (typeof body !== 'string') return 415;
    try {
      take(await receiver.receive(body, request.headers.authorization));
      return 204;
    } catch (err) {
      logger.debug({ err }, 'a webhook was refused');
      return 401;
    }
  }

  function take({ event, room, participant }: WebhookEvent): void {
    if (room === undefined) return;
    if (event === 'participant_joined' && participant !== undefined) {
      routes?.sfuJoined(room.name, participant.identity);
    }
    if (event === 'room_finished') routes?.sfuRoomFinished(room.name);
  }

  // The signature covers the text as it was sent.
  const readText = express.text({
    type: 'application/webhook+json',
    limit: '64kb',
    inflate: false,
  });
  web.post('/sfu/webhook', readText, (request, response) => {
    void statusFor(request).then((status) => response.sendStatus(status));
  });
}
