import type { User } from '@parley/shared/auth';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { AccountLinks } from './account-links';
import type { AccountMails } from './account-mail';
import { accountById, mayMail } from './password-reset';
import type { Passwords } from './passwords';
import type { SessionService } from './session.service';
import { toUser } from './to-user';
import { emailKey, type UserDocument, type UserModel } from './user.model';

/** What users change in their account: password and email address. */
export interface AccountService {
  /**
   * Changes the password, and ends all other sessions.
   * @param current undefined if the account has none yet
   * @throws {AppError} PROOF_REFUSED, STEP_UP_REQUIRED, VALIDATION_FAILED, RATE_LIMITED or BUSY
   */
  changePassword(
    identity: Identity,
    input: { current: string | undefined; next: string },
    trace: Trace,
  ): Promise<void>;
  /**
   * Sends a link to the new address. Without email, changes the address at once.
   * @returns the account, and whether a link was sent
   * @throws {AppError} PROOF_REFUSED, STEP_UP_REQUIRED, EMAIL_TAKEN (only without email) or RATE_LIMITED
   */
  changeEmail(
    identity: Identity,
    input: { email: string; password: string | undefined },
    trace: Trace,
  ): Promise<{ user: User; isSent: boolean }>;
  /** Sends a link to the present address. @throws {AppError} NO_MAIL or RATE_LIMITED */
  sendVerification(userId: string): Promise<void>;
  /**
   * Proves the address of a link, which becomes the address of the account.
   * @returns the address
   * @throws {AppError} LINK_INVALID
   */
  verifyEmail(token: string, trace: Trace): Promise<string>;
}

export interface AccountServiceOptions {
  users: UserModel;
  links: AccountLinks;
  passwords: Passwords;
  sessions: SessionService;
  /** Null if the server sends no email. */
  mails: AccountMails | null;
  limits: { mailsByAccount: Limiter; mailsByRecipient: Limiter };
  /**
   * Makes sure that a user who has a second factor, or no password, has proved who they are.
   * @throws {AppError} STEP_UP_REQUIRED
   */
  requireFactorProof: (identity: Identity) => Promise<void>;
  security: SecurityLog;
  now: () => number;
}

/** Creates the service for the settings of an account. */
export function createAccountService(options: AccountServiceOptions): AccountService {
  const { users, links, passwords, sessions, mails, limits, security, now } = options;

  async function prove(
    identity: Identity,
    user: UserDocument,
    password: string | undefined,
    trace: Trace,
  ): Promise<void> {
    if (user.passwordHash !== undefined) {
      if (password === undefined) throw new AppError('PROOF_REFUSED');
      await passwords.prove(identity.userId, password, trace);
    }
    await options.requireFactorProof(identity);
  }

  /** @throws {AppError} EMAIL_TAKEN */
  async function setEmail(user: UserDocument, email: string, isVerified: boolean) {
    const verified = isVerified
      ? { $set: { emailVerifiedAt: new Date(now()) } }
      : { $unset: { emailVerifiedAt: 1 } };
    try {
      await users.updateOne(
        { _id: user._id },
        { ...verified, $set: { ...verified.$set, email, emailKey: emailKey(email) } },
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw new AppError('EMAIL_TAKEN', { cause: error });
      throw error;
    }
    // A link in the old mailbox must not give the account away.
    await links.revoke(user._id.toString(), 'reset');
  }

  return {
    async changePassword(identity, { current, next }, trace) {
      const { userId, sessionId } = identity;
      const user = await accountById(users, userId);
      await prove(identity, user, current, trace);
      const fields = await passwords.hashNew(next, user.email, trace.address, 'newPassword');
      await users.updateOne(
        { _id: user._id },
        { $set: { ...fields, passwordChangedAt: new Date(now()) } },
      );
      await links.revoke(userId, 'reset');
      security.note('password changed', { userId, sessionId, email: user.email, ...trace });
      (await sessions.endAll(userId, 'password changed', trace, sessionId))();
    },

    async changeEmail(identity, { email, password }, trace) {
      const { userId, sessionId } = identity;
      const user = await accountById(users, userId);
      await prove(identity, user, password, trace);
      if (mails === null) {
        await setEmail(user, email, false);
        security.note('email changed', { userId, sessionId, email, ...trace });
        return { user: toUser(await accountById(users, userId)), isSent: false };
      }
      limits.mailsByAccount.consume(userId);
      const other = await users.exists({ emailKey: emailKey(email), _id: { $ne: user._id } });
      const link = await links.make({
        kind: other === null ? 'verification' : 'none',
        userId: user._id,
        email,
      });
      if (mayMail(limits.mailsByRecipient, emailKey(email))) {
        if (other === null) mails.verification(email, link.token, link.expiresAt);
        else mails.alreadyRegistered(email);
      }
      return { user: toUser(user), isSent: true };
    },

    async sendVerification(userId) {
      if (mails === null) throw new AppError('NO_MAIL');
      limits.mailsByAccount.consume(userId);
      const user = await accountById(users, userId);
      const link = await links.make({ kind: 'verification', userId: user._id, email: user.email });
      if (mayMail(limits.mailsByRecipient, user.emailKey)) {
        mails.verification(user.email, link.token, link.expiresAt);
      }
    },

    async verifyEmail(token, trace) {
      const { userId, email } = await links.take(token, 'verification');
      const user = userId === undefined ? null : await users.findById(userId).lean();
      if (user === null) throw new AppError('LINK_INVALID');
      const id = user._id.toString();
      await setEmail(user, email, true).catch((error: unknown) => {
        // Somebody else has registered the address since.
        throw error instanceof AppError ? new AppError('LINK_INVALID', { cause: error }) : error;
      });
      await links.revoke(id, 'verification');
      const isNew = emailKey(email) !== user.emailKey;
      security.note(isNew ? 'email changed' : 'email verified', { userId: id, email, ...trace });
      if (isNew) mails?.emailChanged(user.email, email);
      return email;
    },
  };
}
