import { AppError } from '../platform/errors';
import type { Requester } from '../platform/fair-queue';
import type { GuessLimiter } from '../platform/guess-limiter';
import type { Logger } from '../platform/logger';
import { addressKey, type Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import { PASSWORD_VERSION, type PasswordHasher, weaknessOf } from './password';
import { emailKey, type UserDocument, type UserModel } from './user.model';

/** Wrong passwords slow down further ones (docs/decisions/051). */
export interface PasswordLimits {
  /** By account and device, if a user of the account has signed in on the device before. */
  passwordsByDevice: GuessLimiter;
  /** By account and address. */
  passwordsByPair: GuessLimiter;
  /** By account, over all addresses. */
  passwordsByAccount: GuessLimiter;
  /** By address, over all accounts. */
  passwordsByAddress: GuessLimiter;
  /** Sign-ins to an account from one address, right and wrong. */
  logins: Limiter;
}

/** Where a password comes from. */
export interface Guesser {
  readonly address: string;
  /** A device on which this account has signed in before; null for others. */
  readonly device: string | null;
}

/** The passwords of accounts: comparing, proving and setting them. */
export interface Passwords {
  /**
   * Compares a password at a sign-in.
   * @returns null if it is wrong or the account does not exist
   * @throws {AppError} RATE_LIMITED or BUSY
   */
  guess(email: string, password: string, from: Guesser): Promise<UserDocument | null>;
  /**
   * Makes sure that a signed-in user knows the password. Counted by user, so that an attacker who has
   * no session cannot slow it down.
   * @throws {AppError} PROOF_REFUSED, RATE_LIMITED, UNAUTHENTICATED or BUSY
   */
  prove(userId: string, password: string, trace: Trace): Promise<void>;
  /** Hashes a new password. @throws {AppError} VALIDATION_FAILED if it is weak, or BUSY */
  hashNew(password: string, email: string, address: string, field?: string): Promise<NewPassword>;
}

/** The fields of a user that a new password sets. */
export type NewPassword = Required<Pick<UserDocument, 'passwordHash' | 'passwordVersion'>>;

export interface PasswordsOptions {
  users: UserModel;
  hasher: PasswordHasher;
  limits: PasswordLimits;
  logger: Logger;
  security: SecurityLog;
  now: () => number;
}

/** Creates the passwords of accounts. */
export function createPasswords(options: PasswordsOptions): Passwords {
  const { users, hasher, limits, logger, security, now } = options;

  async function compare(password: string, by: Requester): Promise<UserDocument | null> {
    const user = await users.findOne({ emailKey: by.account }).lean();
    if (!(await hasher.verify(password, user?.passwordHash, by))) return null;
    // The grace period is over, and the erasure has not begun yet.
    if (user?.deletesAt !== undefined && user.deletesAt.getTime() <= now()) return null;
    if (user !== null && user.passwordVersion < PASSWORD_VERSION)
      await updateHash(user, password, by);
    return user;
  }

  /** Hashes the password in the current way. A failure does not affect the sign-in. */
  async function updateHash(user: UserDocument, password: string, by: Requester): Promise<void> {
    try {
      const passwordHash = await hasher.hash(password, by);
      await users.updateOne(
        { _id: user._id, passwordHash: user.passwordHash },
        { $set: { passwordHash, passwordVersion: PASSWORD_VERSION } },
      );
    } catch (error) {
      logger.warn({ userId: user._id, err: error }, 'password hash not updated');
    }
  }

  async function accountOf(userId: string): Promise<UserDocument> {
    const user = await users.findById(userId).lean();
    if (user === null) throw new AppError('UNAUTHENTICATED');
    return user;
  }

  return {
    async guess(email, password, { address, device }) {
      const by = { account: emailKey(email), address: addressKey(address) };
      const pair = `${by.account} ${by.address}`;
      const run = async () => {
        limits.logins.consume(pair);
        return compare(password, by);
      };
      if (device !== null) {
        const key = `${by.account} ${device}`;
        const user = await limits.passwordsByDevice.attempt(key, run);
        if (user !== null) limits.passwordsByDevice.reset(key);
        return user;
      }
      // The pair comes first: what it refuses does not count for the account, which others use too.
      const user = await limits.passwordsByPair.attempt(pair, () =>
        limits.passwordsByAddress.attempt(by.address, () =>
          limits.passwordsByAccount.attempt(by.account, run),
        ),
      );
      if (user !== null) {
        limits.passwordsByPair.reset(pair);
        limits.passwordsByAccount.reset(by.account);
      }
      return user;
    },

    async prove(userId, password, { address, requestId }) {
      const { emailKey: account } = await accountOf(userId);
      const by = { account, address: addressKey(address) };
      const user = await limits.passwordsByDevice.attempt(`user ${userId}`, () =>
        compare(password, by),
      );
      if (user !== null) return limits.passwordsByDevice.reset(`user ${userId}`);
      security.note('proof refused', { userId, email: account, address, requestId });
      throw new AppError('PROOF_REFUSED');
    },

    async hashNew(password, email, address, field = 'password') {
      const message = weaknessOf(password, email);
      if (message !== null) {
        throw new AppError('VALIDATION_FAILED', { details: [{ field, message }] });
      }
      const by = { account: emailKey(email), address: addressKey(address) };
      return {
        passwordHash: await hasher.hash(password, by),
        passwordVersion: PASSWORD_VERSION,
      };
    },
  };
}
