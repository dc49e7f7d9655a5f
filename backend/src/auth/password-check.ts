import { AppError } from '../platform/errors';
import { addressKey } from '../platform/rate-limit';
import type { PasswordHasher } from './password';
import type { UserModel } from './user.model';

/** Looks at the passwords of users who are signed in. */
export interface PasswordCheck {
  /** Users who came by a sign-in provider have none. */
  hasPassword(userId: string): Promise<boolean>;
  /** @throws {AppError} UNAUTHENTICATED if the user no longer exists, or BUSY */
  isPasswordRight(userId: string, password: string, address: string): Promise<boolean>;
}

/** Creates the check of passwords. It has no limit of its own; its callers have one. */
export function createPasswordCheck(users: UserModel, hasher: PasswordHasher): PasswordCheck {
  return {
    hasPassword: async (userId) =>
      (await users.exists({ _id: userId, passwordHash: { $exists: true } })) !== null,
    async isPasswordRight(userId, password, address) {
      const user = await users.findById(userId).lean();
      if (user === null) throw new AppError('UNAUTHENTICATED');
      const by = { address: addressKey(address), account: user.emailKey };
      return hasher.verify(password, user.passwordHash, by);
    },
  };
}
