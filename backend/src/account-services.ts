import type { AccountMails } from './auth/account-mail';
import { createEndedSessions } from './auth/ended-sessions';
import type { AuthServiceOptions } from './auth/auth.service';
import { createAuthServices } from './auth-services';
import type { PasswordHasher } from './auth/password';
import { createPasswordCheck } from './auth/password-check';
import { createProviderUsers } from './auth/provider-users';
import { sessionStartedAt } from './auth/session-list';
import { createSessionService, type SessionService } from './auth/session.service';
import { createOpenid } from './openid/openid';
import { createSecondFactor } from './second-factor/second-factor';
import type { Models } from './models';
import type { ServicesOptions } from './services-options';

/** Creates the services of accounts. */
export function createAccountServices(
  options: ServicesOptions,
  models: Models,
  hooks: Pick<AuthServiceOptions, 'onRenamed'> & {
    hasher: PasswordHasher;
    mails: AccountMails | null;
  },
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
