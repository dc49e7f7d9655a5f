import { DELETED_NAME } from '@parley/shared/account-data';
import { nameLabel } from '@parley/shared/participants';
import { createAccountData } from './account-data/account-data.service';
import { createErasure } from './account-data/erasure';
import type { ApiKeyService } from './api-keys/api-key.service';
import { activitiesBy, renameInActivities } from './activities/activity.model';
import type { CalendarService } from './calendar/calendar.service';
import { createAccountStore } from './auth/account-store';
import type { SessionService } from './auth/session.service';
import { createOwnMessages } from './chat/own-messages';
import { minutesBy } from './connections/connection-hour.model';
import { claimsOf } from './guests/guest.model';
import { createStoredEntries } from './entry/stored-entries';
import { actionsBy, forgetInActions, moveActions } from './host-controls/host-action.model';
import type { PersonalMarks } from './marks/personal-marks';
import { createPersonalRecords } from './meetings/personal-records';
import type { Models } from './models';
import type { Notes } from './notes/notes';
import { identitiesOf, type Identities } from './openid/identities';
import type { RoomService } from './rooms/room.service';
import type { SecondFactor } from './second-factor/second-factor';
import { createStoredFactors } from './second-factor/stored-factors';
import type { ShareStore } from './shares/share-store';
import type { ServicesOptions } from './services-options';
import { createOwnWebhooks } from './webhooks/own-webhooks';

export interface PersonalDataParts {
  sessions: SessionService;
  secondFactor: SecondFactor;
  identities: Identities;
  rooms: RoomService;
  notes: Notes;
  personalMarks: PersonalMarks;
  apiKeys: ApiKeyService;
  calendar: CalendarService;
  /** Forgets what an account claimed as a guest. */
  forgetClaims: (userId: string) => Promise<void>;
  shares: ShareStore;
}

/**
 * Connects the domains for exporting and erasing accounts. Each domain reads and erases its own
 * collections. A new collection with personal data gets its place here; the test of the erasure scans
 * all collections.
 */
export function createPersonalData(
  { limits, security, scheduler, logger, now }: ServicesOptions,
  models: Models,
  parts: PersonalDataParts,
) {
  const { sessions, secondFactor, identities, rooms, apiKeys, calendar, notes } = parts;
  const { personalMarks, shares } = parts;
  const accounts = createAccountStore(models.users, models.accountLinks, now);
  const ownMessages = createOwnMessages(models.messages);
  const records = createPersonalRecords({
    ...models,
    renameSender: async (meetingId, senderId, name) => {
      await ownMessages.renameSender(meetingId, senderId, name);
      await moveActions(models.hostActions, meetingId, senderId, { id: senderId, ...name });
      const nameNumber = name.nameNumber ?? undefined;
      const label = nameLabel({ ...name, nameNumber });
      await renameInActivities(models.activities, meetingId, senderId, label);
      await personalMarks.erase(meetingId, senderId, name);
    },
  });
  const factors = createStoredFactors(models);
  const webhooks = createOwnWebhooks(models.webhooks, models.webhookDeliveries);
  const entries = createStoredEntries(models.entries, models.passwordGrants);
  const endSessions = async (userId: string) =>
    (await sessions.endAll(userId, 'account deleted'))();

  const accountData = createAccountData({
    readProfile: accounts.readProfile,
    sources: {
      async *sessions(userId) {
        for (const { device, startedAt, lastUsedAt } of await sessions.list(userId)) {
          yield {
            device,
            startedAt: startedAt.toISOString(),
            lastUsedAt: lastUsedAt.toISOString(),
          };
        }
      },
      secondFactors: factors.factorsOf,
      identities: (userId) => identitiesOf(models.identities, userId),
      apiKeys: apiKeys.exported,
      calendarFeeds: calendar.exported,
      webhooks: webhooks.webhooksOf,
      deliveries: webhooks.deliveriesOf,
      claims: (userId) => claimsOf(models.guests, userId),
      rooms: rooms.owned.roomsOf,
      otherRooms: rooms.owned.otherRoomsOf,
      entries: entries.entriesOf,
      reservedCodes: rooms.owned.reservedCodesOf,
      attendances: records.attendances,
      shares: shares.madeBy,
      async *messages(userId) {
        for await (const { meetingId, senderId } of records.participations(userId)) {
          yield* ownMessages.messagesOf(meetingId, senderId);
        }
      },
      async *hostActions(userId) {
        for await (const { meetingId, senderId } of records.participations(userId)) {
          yield* actionsBy(models.hostActions, meetingId, senderId);
        }
      },
      async *activities(userId) {
        for await (const { meetingId, senderId } of records.participations(userId)) {
          yield* activitiesBy(models.activities, meetingId, senderId);
        }
      },
      async *connections(userId) {
        for await (const { meetingId, senderId } of records.participations(userId)) {
          yield* minutesBy(models.connectionHours, meetingId, senderId);
        }
      },
      async *marks(userId) {
        yield* personalMarks.marksFromOutside(userId);
        for await (const { meetingId, senderId } of records.participations(userId)) {
          yield* personalMarks.marksOf(meetingId, senderId);
        }
      },
      titles: records.titles,
      notes: notes.of,
    },
    setDeletion: accounts.setDeletion,
    requireRecentProof: secondFactor.stepUp.requireRecentProof,
    endSessions,
    exports: limits.exports,
    security,
    now,
  });

  const erasure = createErasure({
    dueAccounts: accounts.dueAccounts,
    steps: [
      async (userId) => {
        await accounts.closeAccount(userId);
        await endSessions(userId);
        await factors.erase(userId);
        await identities.erase(userId);
        await apiKeys.erase(userId);
        await calendar.erase(userId);
        await webhooks.erase(userId);
        await entries.erase(userId);
        await shares.erase(userId);
        await forgetInActions(models.hostActions, userId, DELETED_NAME);
        await personalMarks.eraseFromOutside(userId, DELETED_NAME);
        await notes.erase(userId);
        return 'done';
      },
      async (userId) => ((await rooms.owned.erase(userId)) ? 'more' : 'done'),
      // Before the attendances, which have the names that it looks for.
      async (userId) =>
        records.eraseOwned(userId, (await accounts.readProfile(userId)).displayName),
      records.eraseAttendances,
      async (userId) => {
        await parts.forgetClaims(userId);
        return 'done';
      },
    ],
    deleteAccount: accounts.deleteAccount,
    scheduler,
    logger,
    security,
  });
  return { accountData, erasure };
}
