import type { AccountMails } from './auth/account-mail';
import { createAccountLinks } from './auth/account-links';
import { createAccountService } from './auth/account.service';
import { createAuthService, type AuthServiceOptions } from './auth/auth.service';
import { createDeviceCookies } from './auth/device-cookie';
import type { PasswordHasher } from './auth/password';
import { createPasswordReset } from './auth/password-reset';
import { createPasswords } from './auth/passwords';
import { createRegistration } from './auth/registration';
import type { SessionService } from './auth/session.service';
import { createAccessTokens } from './auth/tokens';
import type { UserDocument } from './auth/user.model';
import type { Identity } from './platform/http';
import type { Models } from './models';
import type { ServicesOptions } from './services-options';

interface Hooks extends Pick<AuthServiceOptions, 'onRenamed' | 'beginSecondStep'> {
  hasher: PasswordHasher;
  mails: AccountMails | null;
  requireFactorProof: (identity: Identity) => Promise<void>;
}

/** Creates the services for accounts, their passwords, sessions and emails, and connects them. */
export function createAuthServices(
  options: ServicesOptions,
  models: Models,
  sessions: SessionService,
  hooks: Hooks,
) {
  const { config, secrets, logger, now, limits, security } = options;
  const { users } = models;
  const { hasher, mails } = hooks;
  const links = createAccountLinks(models.accountLinks, now);
  const passwords = createPasswords({ users, hasher, limits, logger, security, now });
  const shared = { users, links, passwords, sessions, mails, limits, security, now };
  const registration = createRegistration({ ...shared, hasher });
  const account = createAccountService({ ...shared, ...hooks });
  const passwordReset = createPasswordReset(shared);

  /** Sends the link at the same time, because only the right password leads here. */
  function obstacleOf(user: UserDocument) {
    // The grace period of a deletion is over, and the erasure has not begun yet.
    const isOver = user.deletesAt !== undefined && user.deletesAt.getTime() <= now();
    if (isOver) return 'INVALID_CREDENTIALS' as const;
    if (user.disabledAt !== undefined) return 'ACCOUNT_DISABLED' as const;
    if (config.emailVerification !== 'required' || user.emailVerifiedAt !== undefined) return null;
    account.sendVerification(user._id.toString()).catch((error: unknown) => {
      logger.debug({ err: error }, 'no further verification sent');
    });
    return 'EMAIL_NOT_VERIFIED' as const;
  }

  const tokens = createAccessTokens(secrets.jwtSecret, config.auth.accessTokenSeconds, now);
  const auth = createAuthService({
    ...shared,
    ...hooks,
    registration,
    devices: createDeviceCookies(secrets.refreshSecret),
    tokens,
    obstacleOf,
  });
  return { auth, tokens, account, links, passwords, passwordReset, registration, mails };
}
