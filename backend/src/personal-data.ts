import { createAccountData } from './account-data/account-data.service';
import { createErasure } from './account-data/erasure';
import { createAccountStore } from './auth/account-store';
import type { SessionService } from './auth/session.service';
import type { UserModel } from './auth/user.model';
import type { MessageModel } from './chat/message.model';
import { createOwnMessages } from './chat/own-messages';
import type { Limits } from './limits';
import type { AttendanceModel, MeetingModel, SeatModel } from './meetings/meeting.model';
import { createPersonalRecords } from './meetings/personal-records';
import type { Identity } from './platform/http';
import type { Logger } from './platform/logger';
import type { Scheduler } from './platform/scheduler';
import type { SecurityLog } from './platform/security-log';
import type { OwnedRooms } from './rooms/owned-rooms';
import { createStoredFactors, type StoredFactorsOptions } from './second-factor/stored-factors';

export interface PersonalDataOptions {
  models: StoredFactorsOptions & {
    users: UserModel;
    meetings: MeetingModel;
    attendances: AttendanceModel;
    seats: SeatModel;
    messages: MessageModel;
  };
  sessions: SessionService;
  ownedRooms: OwnedRooms;
  /** @throws {AppError} STEP_UP_REQUIRED */
  requireRecentProof: (identity: Identity) => Promise<void>;
  limits: Limits;
  security: SecurityLog;
  scheduler: Scheduler;
  logger: Logger;
  now: () => number;
}

/**
 * Connects the domains for exporting and erasing accounts. Each domain reads and erases its own
 * collections. A new collection with personal data gets its place here; the test of the erasure scans
 * all collections.
 */
export function createPersonalData(options: PersonalDataOptions) {
  const { models, sessions, ownedRooms, limits, security, scheduler, logger, now } = options;
  const accounts = createAccountStore(models.users, now);
  const ownMessages = createOwnMessages(models.messages);
  const records = createPersonalRecords({ ...models, renameSender: ownMessages.renameSender });
  const factors = createStoredFactors(models);
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
      rooms: ownedRooms.roomsOf,
      reservedCodes: ownedRooms.reservedCodesOf,
      attendances: records.attendances,
      async *messages(userId) {
        for await (const { meetingId, senderId } of records.participations(userId)) {
          yield* ownMessages.messagesOf(meetingId, senderId);
        }
      },
    },
    setDeletion: accounts.setDeletion,
    requireRecentProof: options.requireRecentProof,
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
        return 'done';
      },
      async (userId) => ((await ownedRooms.erase(userId)) ? 'more' : 'done'),
      // Before the attendances, which have the names that it looks for.
      async (userId) =>
        records.eraseOwned(userId, (await accounts.readProfile(userId)).displayName),
      records.eraseAttendances,
    ],
    deleteAccount: accounts.deleteAccount,
    scheduler,
    logger,
    security,
  });
  return { accountData, erasure };
}
