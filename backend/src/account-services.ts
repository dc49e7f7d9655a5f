import { createEndedSessions } from './auth/ended-sessions';
import { type AuthServiceOptions, createAuthService } from './auth/auth.service';
import { createPasswordHasher } from './auth/password';
import { createPasswordCheck } from './auth/password-check';
import { sessionStartedAt } from './auth/session-list';
import { createSessionService, type SessionService } from './auth/session.service';
import { createAccessTokens } from './auth/tokens';
import { createSecondFactor } from './second-factor/second-factor';
import type { Models } from './models';
import type { ServicesOptions } from './services-options';

/** Accounts: sessions, passwords, second factors and sign-in providers. */
export type AccountServices = ReturnType<typeof createAccountServices>;

/** Creates the services of accounts. */
export function createAccountServices(
  options: ServicesOptions,
  models: Models,
  hooks: Pick<AuthServiceOptions, 'hasher' | 'onRenamed'>,
) {
  const { secrets, limits, security, now } = options;
  const sessions = createSessions(options, models);
  const auth = createAuth(options, models, sessions, {
    ...hooks,
    beginSecondStep: (userId) => secondFactor.secondStep.begin(userId),
  });
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
  return { sessions, auth, secondFactor };
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

function createAuth(
  { config, secrets, logger, now, limits, security }: ServicesOptions,
  models: Models,
  sessions: SessionService,
  hooks: Pick<AuthServiceOptions, 'hasher' | 'onRenamed' | 'beginSecondStep'>,
) {
  return createAuthService({
    users: models.users,
    sessions,
    tokens: createAccessTokens(secrets.jwtSecret, config.auth.accessTokenSeconds, now),
    limits,
    logger,
    ...hooks,
    security,
    now,
  });
}
