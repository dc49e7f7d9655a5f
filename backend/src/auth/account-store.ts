import type { AccountExport } from '@parley/shared/account-data';
import type { User } from '@parley/shared/auth';
import { AppError } from '../platform/errors';
import { toId } from '../platform/ids';
import type { AccountLinkModel } from './account-link.model';
import { toUser } from './to-user';
import type { UserModel } from './user.model';

/** How many due accounts one look finds. */
const MAX_DUE = 100;

/** Creates the queries for exporting, deleting and keeping an account. */
export function createAccountStore(users: UserModel, links: AccountLinkModel, now: () => number) {
  return {
    /** @throws {AppError} UNAUTHENTICATED */
    async readProfile(userId: string): Promise<AccountExport['profile']> {
      const user = await users.findById(userId).lean();
      if (user === null) throw new AppError('UNAUTHENTICATED');
      const { deletesAt, emailVerifiedAt, passwordChangedAt } = user;
      return {
        id: userId,
        email: user.email,
        displayName: user.displayName,
        createdAt: user.createdAt.toISOString(),
        hasPassword: user.passwordHash !== undefined,
        passwordChangedAt: passwordChangedAt?.toISOString() ?? null,
        emailVerifiedAt: emailVerifiedAt?.toISOString() ?? null,
        isAdmin: user.isAdmin === true,
        ...(deletesAt !== undefined && { deletesAt: deletesAt.toISOString() }),
      };
    },

    /**
     * Sets when the account is deleted, or removes it (null). An earlier date stays, and after that
     * date nothing changes any more.
     * @throws {AppError} UNAUTHENTICATED
     */
    async setDeletion(userId: string, deletesAt: Date | null): Promise<User> {
      if (deletesAt === null) {
        const isOpen = { _id: userId, deletesAt: { $gt: new Date(now()) } };
        await users.updateOne(isOpen, { $unset: { deletesAt: 1 } });
      } else {
        const isFirst = { _id: userId, deletesAt: { $exists: false } };
        await users.updateOne(isFirst, { $set: { deletesAt } });
      }
      const user = await users.findById(userId).lean();
      if (user === null) throw new AppError('UNAUTHENTICATED');
      return toUser(user);
    },

    /** The accounts whose grace period has ended, the earliest first. */
    async dueAccounts(): Promise<string[]> {
      const due = await users
        .find({ deletesAt: { $lte: new Date(now()) } }, { _id: 1 })
        .sort({ deletesAt: 1 })
        .limit(MAX_DUE)
        .lean();
      return due.map(({ _id }) => _id.toString());
    },

    /**
     * The first step of an erasure: nobody can sign in any more, and the email address is free for a
     * new account. The display name stays until the records no longer need it.
     */
    async closeAccount(userId: string): Promise<void> {
      const user = await users.findById(userId, { email: 1 }).lean();
      await links.deleteMany({ userId: toId(userId) });
      // Requests that began without an account have only the address.
      if (user !== null && user.email !== '') await links.deleteMany({ email: user.email });
      const emailKey = `deleted ${userId}`;
      await users.updateOne(
        { _id: userId, emailKey: { $ne: emailKey } },
        { $set: { email: '', emailKey }, $unset: { passwordHash: 1 } },
      );
    },

    /** The last step of an erasure. */
    async deleteAccount(userId: string): Promise<void> {
      await users.deleteOne({ _id: userId });
    },
  };
}
