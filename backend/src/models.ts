import { createEndedSessionModel } from './auth/ended-session.model';
import { createAccountLinkModel } from './auth/account-link.model';
import { createSessionModel } from './auth/session.model';
import { createUserModel } from './auth/user.model';
import { createActivityModel } from './activities/activity.model';
import { createApiKeyModel } from './api-keys/api-key.model';
import { createCalendarFeedModel } from './calendar/calendar-feed.model';
import { createMessageModel } from './chat/message.model';
import { createConnectionHourModel } from './connections/connection-hour.model';
import { createEntryModel, createPasswordGrantModel } from './entry/entry.model';
import { createGuestModel } from './guests/guest.model';
import { createNoteModel } from './notes/note.model';
import { createHostActionModel } from './host-controls/host-action.model';
import { createMarkModel } from './marks/mark.model';
import {
  createAttendanceModel,
  createMeetingModel,
  createNodeModel,
  createSeatModel,
} from './meetings/meeting.model';
import { createIdentityModel } from './openid/identity.model';
import { createOpenidAttemptModel } from './openid/openid-attempt.model';
import { createRoomModel } from './rooms/room.model';
import { createChallengeModel } from './second-factor/challenge.model';
import { createPasskeyModel } from './second-factor/passkey.model';
import { createProofModel } from './second-factor/proof.model';
import { createSecondFactorModel } from './second-factor/second-factor.model';
import { createShareModel } from './shares/share.model';
import type { Connection } from './platform/database';
import { createWebhookDeliveryModel, createWebhookModel } from './webhooks/webhook.model';

/** The models of all collections. */
export type Models = ReturnType<typeof createModels>;

/** Creates the models of all domains. */
export const createModels = (connection: Connection) => ({
  users: createUserModel(connection),
  sessions: createSessionModel(connection),
  endedSessions: createEndedSessionModel(connection),
  accountLinks: createAccountLinkModel(connection),
  rooms: createRoomModel(connection),
  guests: createGuestModel(connection),
  meetings: createMeetingModel(connection),
  attendances: createAttendanceModel(connection),
  seats: createSeatModel(connection),
  nodes: createNodeModel(connection),
  messages: createMessageModel(connection),
  marks: createMarkModel(connection),
  activities: createActivityModel(connection),
  connectionHours: createConnectionHourModel(connection),
  notes: createNoteModel(connection),
  challenges: createChallengeModel(connection),
  secondFactors: createSecondFactorModel(connection),
  passkeys: createPasskeyModel(connection),
  proofs: createProofModel(connection),
  openidAttempts: createOpenidAttemptModel(connection),
  identities: createIdentityModel(connection),
  hostActions: createHostActionModel(connection),
  entries: createEntryModel(connection),
  passwordGrants: createPasswordGrantModel(connection),
  shares: createShareModel(connection),
  webhooks: createWebhookModel(connection),
  webhookDeliveries: createWebhookDeliveryModel(connection),
  apiKeys: createApiKeyModel(connection),
  calendarFeeds: createCalendarFeedModel(connection),
});
