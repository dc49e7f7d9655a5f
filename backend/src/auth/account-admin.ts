import type { SecurityLog } from '../platform/security-log';
import { accountById, type PasswordReset } from './password-reset';
import type { SessionService } from './session.service';
import { emailKey, type UserDocument, type UserModel } from './user.model';

/** One account, as the operator sees it. */
export interface ListedAccount
  extends Pick<UserDocument, 'email' | 'displayName' | 'createdAt' | 'deletesAt'> {
  readonly isVerified: boolean;
  readonly isDisabled: boolean;
  readonly isAdmin: boolean;
}

/** What the operator does with accounts. Each function returns null or false for unknown addresses. */
export interface AccountAdmin {
  /** The accounts in the order in which they were created. */
  list(): AsyncIterable<ListedAccount>;
  /** A link for a new password, which works once within 30 minutes. @returns its token */
  resetLink(email: string): Promise<string | null>;
  /** Nobody can sign in any more, and all sessions end within two seconds. */
  disable(email: string): Promise<boolean>;
  enable(email: string): Promise<boolean>;
  makeAdmin(email: string): Promise<boolean>;
  /** Removes the second factors of a user who has lost them, and ends all sessions. */
  resetFactors(email: string): Promise<boolean>;
}

export interface AccountAdminOptions {
  users: UserModel;
  sessions: SessionService;
  passwordReset: Pick<PasswordReset, 'makeLink'>;
  removeFactors: (userId: string) => Promise<void>;
  security: SecurityLog;
  now: () => number;
}

/** Creates the operator's functions. */
export function createAccountAdmin(options: AccountAdminOptions): AccountAdmin {
  const { users, sessions, passwordReset, security, now } = options;

  async function change(
    email: string,
    run: (userId: string, user: UserDocument) => Promise<unknown>,
  ): Promise<boolean> {
    const found = await users.findOne({ emailKey: emailKey(email) }, { _id: 1 }).lean();
    if (found === null) return false;
    const userId = found._id.toString();
    await run(userId, await accountById(users, userId));
    return true;
  }

  return {
    async *list() {
      for await (const user of users.find().sort({ _id: 1 }).lean().cursor()) {
        const { email, displayName, createdAt, deletesAt } = user;
        yield {
          email,
          displayName,
          createdAt,
          ...(deletesAt !== undefined && { deletesAt }),
          isVerified: user.emailVerifiedAt !== undefined,
          isDisabled: user.disabledAt !== undefined,
          isAdmin: user.isAdmin === true,
        };
      }
    },

    async resetLink(email) {
      const link = await passwordReset.makeLink(email);
      if (link === null) return null;
      security.note('password reset requested', { email, reason: 'operator' });
      return link.token;
    },

    disable: (email) =>
      change(email, async (userId, user) => {
        const disabledAt = user.disabledAt ?? new Date(now());
        await users.updateOne({ _id: user._id }, { $set: { disabledAt } });
        security.note('account disabled', { userId, email });
        (await sessions.endAll(userId, 'account disabled'))();
      }),

    enable: (email) =>
      change(email, async (userId, user) => {
        await users.updateOne({ _id: user._id }, { $unset: { disabledAt: 1 } });
        security.note('account enabled', { userId, email });
      }),

    makeAdmin: (email) =>
      change(email, async (userId, user) => {
        await users.updateOne({ _id: user._id }, { $set: { isAdmin: true } });
        security.note('role changed', { userId, email, reason: 'admin' });
      }),

    resetFactors: (email) =>
      change(email, async (userId) => {
        await options.removeFactors(userId);
        security.note('second factor removed', { userId, email, reason: 'operator' });
        (await sessions.endAll(userId, 'second factor reset'))();
      }),
  };
}
