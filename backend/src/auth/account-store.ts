import type { AccountExport, ExportLists } from '@parley/shared/account-data';
import type { User } from '@parley/shared/auth';
import { AppError } from '../platform/errors';
import type { SessionDocument, SessionModel } from './session.model';
import { toUser } from './to-user';
import type { UserModel } from './user.model';

/** How many due accounts one look finds. */
const MAX_DUE = 100;

export type AccountStore = ReturnType<typeof createAccountStore>;

/** The queries for exporting, deleting and keeping an account. */
export function createAccountStore(users: UserModel, sessions: SessionModel, now: () => number) {
  return {
    /** @throws {AppError} UNAUTHENTICATED */
    async readProfile(userId: string): Promise<AccountExport['profile']> {
      const user = await users.findById(userId).lean();
      if (user === null) throw new AppError('UNAUTHENTICATED');
      return { ...toUser(user), createdAt: user.createdAt.toISOString() };
    },

    /** The sessions of a user. There are at most twenty. */
    async *sessionsOf(userId: string): AsyncGenerator<ExportLists['sessions'][number]> {
      const tokens = await sessions
        .find({ userId, rotatedAt: null, expiresAt: { $gt: new Date(now()) } })
        .lean();
      // For a moment, two tokens of a session are both unused.
      const newest = new Map(tokens.map((token) => [token.family, token]));
      for (const token of newest.values()) yield exportSession(token);
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
      const emailKey = `deleted ${userId}`;
      await users.updateOne(
        { _id: userId, emailKey: { $ne: emailKey } },
        { $set: { email: '', emailKey, passwordHash: '' } },
      );
    },

    /** The last step of an erasure. */
    async deleteAccount(userId: string): Promise<void> {
      await sessions.deleteMany({ userId });
      await users.deleteOne({ _id: userId });
    },
  };
}

const exportSession = ({ device, startedAt, createdAt, expiresAt }: SessionDocument) => ({
  device,
  startedAt: (startedAt ?? createdAt).toISOString(),
  lastUsedAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
