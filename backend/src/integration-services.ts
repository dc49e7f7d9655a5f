import { createApiKeyService, isApiKey } from './api-keys/api-key.service';
import { createAdmission } from './auth/admission';
import type { AuthService } from './auth/auth.service';
import { isActiveUser } from './auth/user.model';
import { type CalendarOptions, createCalendarService } from './calendar/calendar.service';
import type { Models } from './models';
import type { Identity } from './platform/http';
import type { SecondFactor } from './second-factor/second-factor';
import type { ServicesOptions } from './services-options';
import { createAccountWebhooks, type WebhookDelivery } from './webhook-services';

export interface IntegrationServicesOptions extends ServicesOptions {
  readonly models: Models;
  readonly auth: AuthService;
  readonly secondFactor: SecondFactor;
  readonly records: Pick<CalendarOptions, 'pastMeetings'>;
  readonly webhookDelivery: WebhookDelivery;
}

/** Creates what programs of users work with, and decides which credentials a request may use. */
export function createIntegrationServices(options: IntegrationServicesOptions) {
  const { models, auth, limits, security, now } = options;
  const isActive = (userId: string) => isActiveUser(models.users, userId);
  const { requireRecentProof } = options.secondFactor.stepUp;
  const apiKeys = createApiKeyService({
    apiKeys: models.apiKeys,
    isActive,
    requireRecentProof,
    requests: limits.apiKeyRequests,
    security,
    now,
  });
  const calendar = createCalendarService({
    feeds: models.calendarFeeds,
    isActive,
    requireRecentProof,
    pastMeetings: options.records.pastMeetings,
    reads: limits.calendarReads,
    security,
    now,
  });
  return {
    apiKeys,
    calendar,
    webhookDispatcher: options.webhookDelivery.dispatcher,
    ...createAccountWebhooks(options, options.webhookDelivery, requireRecentProof),
    admission: createAdmission(
      auth,
      limits,
      (token) => isApiKey(token) && apiKeys.countKnown(token),
    ),
    /** The account or guest of a REST request. Sockets take no API keys. */
    authenticate: (token: string): Promise<Identity> =>
      isApiKey(token) ? apiKeys.authenticate(token) : auth.authenticate(token),
  };
}
