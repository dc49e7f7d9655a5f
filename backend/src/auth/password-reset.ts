import { AppError } from '../platform/errors';
import type { GuessLimiter } from '../platform/guess-limiter';
import { toId } from '../platform/ids';
import { addressKey, type Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import { hashOpaqueToken } from '../platform/opaque-token';
import type { AccountLinks } from './account-links';
import type { AccountMails } from './account-mail';
import type { Passwords } from './passwords';
import type { SessionService } from './session.service';
import { emailKey, type UserModel } from './user.model';

/** Setting a new password without the old one. */
export interface PasswordReset {
  /**
   * Sends a link if the address has an account. Nothing in the answer depends on that.
   * @throws {AppError} NO_MAIL or RATE_LIMITED
   */
  request(email: string, trace: Trace): Promise<void>;
  /** Makes a link for the operator. @returns its token; null if there is no such account */
  makeLink(email: string): Promise<{ token: string; expiresAt: Date } | null>;
  /**
   * Sets the password, and ends all sessions of the account.
   * @throws {AppError} LINK_INVALID, VALIDATION_FAILED or BUSY
   */
  complete(token: string, password: string, trace: Trace): Promise<void>;
}

export interface PasswordResetOptions {
  users: UserModel;
  links: AccountLinks;
  passwords: Passwords;
  sessions: SessionService;
  /** Null if the server sends no email. */
  mails: AccountMails | null;
  limits: {
    /** Requests that send email, by address. */
    mailRequests: Limiter;
    /** Emails to one recipient. */
    mailsByRecipient: Limiter;
    passwordsByAccount: GuessLimiter;
  };
  security: SecurityLog;
  now: () => number;
}

/** Creates the password reset (docs/decisions/050). */
export function createPasswordReset(options: PasswordResetOptions): PasswordReset {
  const { users, links, passwords, sessions, mails, limits, security, now } = options;

  /** A link for an unknown address is stored as well, so that both take the same time. */
  async function make(email: string, isByOperator: boolean) {
    const user = await users.findOne({ emailKey: emailKey(email) }).lean();
    const link = await links.make({
      kind: user === null ? 'none' : 'reset',
      email: user?.email ?? email,
      ...(user !== null && { userId: user._id, replaces: fingerprintOf(user.passwordHash) }),
      ...(isByOperator && { isByOperator }),
    });
    return { user, link };
  }

  return {
    async request(email, { address, requestId }) {
      if (mails === null) throw new AppError('NO_MAIL');
      limits.mailRequests.consume(addressKey(address));
      const { user, link } = await make(email, false);
      security.note('password reset requested', {
        email,
        address,
        requestId,
        ...(user !== null && { userId: user._id.toString() }),
      });
      if (user === null || !mayMail(limits.mailsByRecipient, user.emailKey)) return;
      mails.passwordReset(user.email, link.token, link.expiresAt);
    },

    async makeLink(email) {
      const { user, link } = await make(email, true);
      return user === null ? null : link;
    },

    async complete(token, password, { address, requestId }) {
      const { email, userId = null } = await links.read(token);
      // Before the link is used up, so that a weak password can be corrected.
      const fields = await passwords.hashNew(password, email, address);
      const link = await links.take(token, 'reset');
      const user = userId === null ? null : await users.findById(userId).lean();
      if (user === null || fingerprintOf(user.passwordHash) !== link.replaces) {
        throw new AppError('LINK_INVALID');
      }
      // A user with the link from the email can read the mailbox, which proves the address.
      const isProved = link.isByOperator !== true && emailKey(email) === user.emailKey;
      await users.updateOne(
        { _id: user._id },
        {
          $set: {
            ...fields,
            passwordChangedAt: new Date(now()),
            ...(isProved && { emailVerifiedAt: new Date(now()) }),
          },
        },
      );
      const id = user._id.toString();
      await links.revoke(id, 'reset');
      security.note('password changed', { userId: id, email, address, requestId, reason: 'reset' });
      (await sessions.endAll(id, 'password reset', { address, requestId }))();
      limits.passwordsByAccount.reset(user.emailKey);
    },
  };
}

/** Tells one password of an account from the next, without being its hash. */
const fingerprintOf = (passwordHash = ''): string => hashOpaqueToken(passwordHash);

/** Whether the recipient may get another email; nobody learns that it may not. */
export function mayMail(limiter: Limiter, recipient: string): boolean {
  try {
    limiter.consume(recipient);
    return true;
  } catch {
    return false;
  }
}

/** Finds an account by its id. @throws {AppError} UNAUTHENTICATED if it no longer exists */
export async function accountById(users: UserModel, userId: string) {
  const user = await users.findById(toId(userId)).lean();
  if (user === null) throw new AppError('UNAUTHENTICATED');
  return user;
}
