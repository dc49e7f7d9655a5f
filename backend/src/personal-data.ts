import { createAccountData } from './account-data/account-data.service';
import { createErasure } from './account-data/erasure';
import { createAccountStore } from './auth/account-store';
import type { AuthService } from './auth/auth.service';
import type { SessionService } from './auth/session.service';
import { createOwnMessages } from './chat/own-messages';
import { createPersonalRecords } from './meetings/personal-records';
import type { Limits } from './limits';
import type { Models } from './models';
import type { Logger } from './platform/logger';
import type { Scheduler } from './platform/scheduler';
import type { SecurityLog, Trace } from './platform/security-log';
import type { RoomService } from './rooms/room.service';

/** Exporting and erasing accounts. Each domain reads and erases its own collections. */
export function createPersonalData(
  options: {
    limits: Limits;
    security: SecurityLog;
    scheduler: Scheduler;
    logger: Logger;
    now: () => number;
  },
  models: Models,
  parts: {
    auth: AuthService;
    sessions: SessionService;
    rooms: RoomService;
    /** Forgets what an account claimed as a guest. */
    forgetClaims: (userId: string) => Promise<void>;
  },
) {
  const { limits, security, scheduler, logger, now } = options;
  const accounts = createAccountStore(models.users, models.sessions, now);
  const { owned } = parts.rooms;
  const ownMessages = createOwnMessages(models.messages);
  const records = createPersonalRecords({ ...models, renameSender: ownMessages.renameSender });
  const endSessions = (userId: string, trace?: Trace) =>
    parts.sessions.endAll(userId, 'account deleted', trace);

  const accountData = createAccountData({
    readProfile: accounts.readProfile,
    sources: {
      sessions: accounts.sessionsOf,
      rooms: owned.roomsOf,
      reservedCodes: owned.reservedCodesOf,
      attendances: records.attendances,
      async *messages(userId) {
        for await (const { meetingId, senderId } of records.participations(userId)) {
          yield* ownMessages.messagesOf(meetingId, senderId);
        }
      },
    },
    setDeletion: accounts.setDeletion,
    provePassword: parts.auth.provePassword,
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
        (await endSessions(userId))();
        return 'done';
      },
      async (userId) => ((await owned.erase(userId)) ? 'more' : 'done'),
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
