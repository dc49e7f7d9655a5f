import type { IncomingMessage } from 'node:http';
import type { Router } from 'express';
import { mountAccountDataRoutes } from './account-data/account-data.routes';
import { mountAccountRoutes } from './auth/account.routes';
import { mountApiKeyRoutes } from './api-keys/api-key.routes';
import { mountAuthRoutes } from './auth/auth.routes';
import { mountSessionRoutes } from './auth/session.routes';
import { clearRefreshCookie } from './auth/refresh-cookie';
import { sessionOpener } from './auth/session-start';
import { mountCalendarRoutes } from './calendar/calendar.routes';
import { mountChatRoutes } from './chat/chat.routes';
import { mountExportRoutes } from './exports/export.routes';
import { mountClaimRoutes, mountGuestRoutes } from './guests/guest.routes';
import { mountHistoryRoutes } from './history/history.routes';
import { mountLineRoutes } from './lines/line.routes';
import { mountMarkRoutes } from './marks/mark.routes';
import { mountMeetingRoutes } from './meetings/meeting.routes';
import type { Config } from './platform/config';
import { type MountEndpoint } from './platform/http';
import { mountOpenidRoutes, type OpenidRoutes } from './openid/openid.routes';
import { mountRetentionRoutes } from './retention/retention.routes';
import { mountRoomPeopleRoutes } from './rooms/room-people.routes';
import { mountRoomRoutes } from './rooms/room.routes';
import { mountSecondFactorRoutes } from './second-factor/second-factor.routes';
import { mountShareRoutes } from './shares/share.routes';
import { type Services } from './services';
import { mountWebhookRoutes } from './webhooks/webhook.routes';

/** Mounts the endpoints of all domains. */
export function mountDomains(
  mount: MountEndpoint,
  services: Services,
  originOf: (request: IncomingMessage) => string,
): void {
  mountAuthRoutes(mount, services);
  mountSessionRoutes(mount, services.sessions);
  mountAccountRoutes(mount, { ...services, hasMail: services.mails !== null });
  mountSecondFactorRoutes(mount, {
    ...services.secondFactor,
    openSession: sessionOpener(services.auth),
    originOf,
  });
  mountAccountDataRoutes(mount, services.accountData, clearRefreshCookie);
  mountApiKeyRoutes(mount, services.apiKeys);
  mountCalendarRoutes(mount, services.calendar);
  mountWebhookRoutes(mount, services.webhooks, services.deliveryLog);
  mountRoomRoutes(mount, services.rooms);
  mountRoomPeopleRoutes(mount, services.roomPeople);
  mountMeetingRoutes(mount, services.meetings);
  mountRetentionRoutes(mount, services);
  mountShareRoutes(mount, services.shares);
  mountExportRoutes(mount, services.exports);
  mountHistoryRoutes(mount, services);
  mountGuestRoutes(mount, services.guests);
  mountClaimRoutes(mount, services.claims);
  mountChatRoutes(mount, services.chat, services.readerOf);
  mountLineRoutes(mount, services);
  mountMarkRoutes(mount, services);
}

/** Mounts the sign-in with a provider. */
export function mountOpenid(
  mount: MountEndpoint,
  router: Router,
  services: Services,
  { config, logger, originOf }: Pick<OpenidRoutes, 'originOf' | 'logger'> & { config: Config },
): void {
  const { secondStep, stepUp } = services.secondFactor;
  mountOpenidRoutes(mount, router, {
    originOf,
    publicOrigin: config.publicUrl && new URL(config.publicUrl).origin,
    logger,
    openid: services.openid,
    openSession: sessionOpener(services.auth),
    beginSecondStep: secondStep.begin,
    noteProof: stepUp.noteProof,
  });
}
