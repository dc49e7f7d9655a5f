import { createAccountData } from './account-data/account-data.service';
import { createErasure } from './account-data/erasure';
import { createAccountStore } from './auth/account-store';
import { createEndedSessions } from './auth/ended-sessions';
import type { AuthServiceOptions } from './auth/auth.service';
import { createAuthServices } from './auth-services';
import type { PasswordHasher } from './auth/password';
import type { Passwords } from './auth/passwords';
import { createPasswordCheck } from './auth/password-check';
import { createProviderUsers } from './auth/provider-users';
import { sessionStartedAt } from './auth/session-list';
import { createSessionService, type SessionService } from './auth/session.service';
import { createOwnMessages } from './chat/own-messages';
import { renameInActions } from './host-controls/host-action.model';
import { createPersonalRecords } from './meetings/personal-records';
import { createOpenid } from './openid/openid';
import type { Trace } from './platform/security-log';
import { type RoomService } from './rooms/room.service';
import { createSecondFactor } from './second-factor/second-factor';
import type { Models } from './models';
import type { ServicesOptions } from './services-options';

/** Accounts: sessions, passwords, second factors and sign-in providers. */
export type AccountServices = ReturnType<typeof createAccountServices>;

/** Creates the services of accounts. */
export function createAccountServices(
  options: ServicesOptions,
  models: Models,
  hooks: Pick<AuthServiceOptions, 'onRenamed'> & { hasher: PasswordHasher },
) {
  const { config, secrets, limits, logger, security, now } = options;
  const sessions = createSessions(options, models);
  const authServices = createAuthServices(options, models, sessions, {
    ...hooks,
    beginSecondStep: (userId) => secondFactor.secondStep.begin(userId),
    async requireFactorProof(identity) {
      const methods = await secondFactor.stepUp.methodsOf(identity.userId);
      if (!methods.includes('password')) await secondFactor.stepUp.requireRecentProof(identity);
    },
  });
  const { auth } = authServices;
  const secondFactor = createSecondFactor({
    models,
    secret: secrets.passwordPepper,
    wrongFactors: limits.wrongFactors,
    security,
    readUser: auth.readUser,
    ...createPasswordCheck(models.users, hooks.hasher),
    signedInAt: (sessionId) => sessionStartedAt(models.sessions, sessionId),
    now,
  });
  const { openid, identities } = createOpenid({
    config: config.openid && { ...config.openid, clientSecret: secrets.openidClientSecret },
    attempts: models.openidAttempts,
    identities: models.identities,
    ...createProviderUsers(models.users, now),
    logger,
    security,
    now,
  });
  return { ...authServices, sessions, secondFactor, openid, identities };
}

function createSessions(
  { secrets, logger, now, sockets, security, scope }: ServicesOptions,
  models: Models,
): SessionService {
  const ended = createEndedSessions(models.endedSessions, logger);
  const sessions = createSessionService({
    sessions: models.sessions,
    ended,
    refreshSecret: secrets.refreshSecret,
    now,
    security,
    onEnded: sockets.endSession,
  });
  ended.watch(sessions.noteEnded, scope);
  return sessions;
}

/** Exporting and erasing accounts. Each domain reads and erases its own collections. */
export function createPersonalData(
  { limits, security, scheduler, logger, now }: ServicesOptions,
  models: Models,
  parts: AccountServices & { rooms: RoomService },
) {
  const accounts = createAccountStore(models.users, models.sessions, now);
  const { owned } = parts.rooms;
  const ownMessages = createOwnMessages(models.messages);
  const records = createPersonalRecords({
    ...models,
    renameSender: async (meetingId, senderId, name) => {
      await ownMessages.renameSender(meetingId, senderId, name);
      await renameInActions(models.hostActions, meetingId, senderId, name);
    },
  });
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
    provePassword: parts.passwords.prove,
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
        await parts.secondFactor.service.erase(userId);
        await parts.identities.erase(userId);
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
