import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import { toId } from '../platform/ids';
import { PASSWORD_VERSION } from './password';
import { emailKey, type UserModel } from './user.model';

/** A new user who came by a sign-in provider. */
interface ProviderUser {
  userId: string;
  displayName: string;
  /** Absent unless the provider has verified it. */
  email: string | undefined;
  /** Unique text that is no email address, used where there is none. */
  key: string;
}

/** The users as the sign-in with a provider needs them. */
export interface ProviderUsers {
  userExists(userId: string): Promise<boolean>;
  findByEmail(email: string): Promise<string | null>;
  /**
   * Creates a user without a password, if there is none with this id.
   * @throws {AppError} EMAIL_TAKEN if another user has registered the address in between
   */
  createUser(user: ProviderUser): Promise<void>;
}

/** Creates the access to users for the sign-in with a provider. */
export function createProviderUsers(users: UserModel, now: () => number): ProviderUsers {
  const userExists = async (userId: string) => (await users.exists({ _id: userId })) !== null;
  return {
    userExists,
    async findByEmail(email) {
      const user = await users.findOne({ emailKey: emailKey(email) }).lean();
      return user?._id.toString() ?? null;
    },
    async createUser({ userId, displayName, email, key }) {
      try {
        await users.create({
          _id: toId(userId),
          email: email ?? '',
          emailKey: email === undefined ? key : emailKey(email),
          displayName,
          passwordVersion: PASSWORD_VERSION,
          createdAt: new Date(now()),
          // The provider has verified it.
          ...(email !== undefined && { emailVerifiedAt: new Date(now()) }),
        });
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        // A simultaneous sign-in of the same user came first.
        if (!(await userExists(userId))) throw new AppError('EMAIL_TAKEN', { cause: error });
      }
    },
  };
}
