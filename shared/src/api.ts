import { accountDataEndpoints } from './account-data';
import { accountEndpoints } from './account';
import { apiKeyEndpoints } from './api-keys';
import { authEndpoints, userEndpoints } from './auth';
import { calendarEndpoints } from './calendar';
import { chatEndpoints } from './chat';
import type { Endpoint } from './endpoint';
import { exportEndpoints } from './exports';
import { claimEndpoints, guestEndpoints } from './guests';
import { entryEndpoints } from './entry';
import { healthEndpoints } from './health';
import { historyEndpoints } from './history';
import { lineEndpoints } from './lines';
import { markEndpoints } from './marks';
import { meetingEndpoints } from './meetings';
import { openidEndpoints } from './openid';
import { storageEndpoints } from './retention';
import { roomEndpoints } from './rooms';
import { searchEndpoints } from './search';
import { sessionEndpoints } from './sessions';
import { secondFactorEndpoints, secondStepEndpoints } from './second-factor';
import { shareEndpoints } from './shares';
import { webhookEndpoints } from './webhooks';

/** All REST endpoints by their operation id. */
export const endpoints = {
  ...authEndpoints,
  ...userEndpoints,
  ...accountEndpoints,
  ...sessionEndpoints,
  ...openidEndpoints,
  ...secondStepEndpoints,
  ...secondFactorEndpoints,
  ...accountDataEndpoints,
  ...apiKeyEndpoints,
  ...calendarEndpoints,
  ...roomEndpoints,
  ...guestEndpoints,
  ...claimEndpoints,
  ...entryEndpoints,
  ...historyEndpoints,
  ...searchEndpoints,
  ...lineEndpoints,
  ...exportEndpoints,
  ...markEndpoints,
  ...shareEndpoints,
  ...storageEndpoints,
  ...meetingEndpoints,
  ...chatEndpoints,
  ...webhookEndpoints,
  ...healthEndpoints,
} satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
