import type { LoginInput, RegisterInput, SessionResponse, User } from '@parley/shared/auth';
import { Types } from 'mongoose';
import { isDuplicateKey } from '../platform/database';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import { KeyedLock } from '../platform/keyed-lock';
import type { Logger } from '../platform/logger';
import { addressKey, type Limiter } from '../platform/rate-limit';
import { isCommonPassword, PASSWORD_VERSION, type PasswordHasher } from './password';
import { PROVEN_GRACE_MS, type RefreshedSession, type SessionService } from './session.service';
import type { AccessTokens } from './tokens';
import { emailKey, type UserModel, type UserRecord } from './user.model';

/** Where a request comes from. */
export interface Caller {
  address: string;
  device: string;
}

/** A signed-in session with the cookie's new value. */
export interface SignedIn {
  body: SessionResponse;
  refreshToken: string;
}

export interface AuthService {
  register(input: RegisterInput, caller: Caller): Promise<SignedIn>;
  login(input: LoginInput, caller: Caller): Promise<SignedIn>;
  /** `accessToken` is what the page has, if it has one; it may have run out. */
  refresh(refreshToken: string, accessToken?: string): Promise<SignedIn>;
  logout(refreshToken: string): Promise<void>;
  authenticate(token: string): Promise<Identity>;
  readUser(userId: string): Promise<User>;
  updateUser(userId: string, displayName: string): Promise<User>;
}

export interface AuthServiceOptions {
  users: UserModel;
  sessions: SessionService;
  hasher: PasswordHasher;
  tokens: AccessTokens;
  limits: Record<'registrations' | 'loginsByAddress' | 'loginsByAccount' | 'renames', Limiter>;
  logger: Logger;
  /** The account is shown by another name from now on. */
  onRenamed: (userId: string, displayName: string) => void;
  now: () => number;
}

export function createAuthService(options: AuthServiceOptions): AuthService {
  const { users, sessions, hasher, tokens, limits, logger, now } = options;

  const signedIn = (user: UserRecord, session: RefreshedSession): SignedIn => ({
    body: { user: toUser(user), accessToken: tokens.issue(session.userId, session.sessionId) },
    refreshToken: session.refreshToken,
  });

  /** One change of an account after another, so that all agree on the last one. */
  const renames = new KeyedLock();

  async function userWith(account: string, password: string): Promise<UserRecord | null> {
    const user = await users.findOne({ emailKey: account }).lean();
    return (await hasher.verify(password, user?.passwordHash)) ? user : null;
  }

  return {
    async register(input, caller) {
      if (isCommonPassword(input.password)) {
        throw new AppError('VALIDATION_FAILED', {
          details: [
            { field: 'password', message: 'This password is too common. Choose another one' },
          ],
        });
      }
      await limits.registrations.consume(addressKey(caller.address));
      const user: UserRecord = {
        _id: new Types.ObjectId(),
        email: input.email,
        emailKey: emailKey(input.email),
        displayName: input.displayName,
        passwordHash: await hasher.hash(input.password),
        passwordVersion: PASSWORD_VERSION,
        createdAt: new Date(now()),
      };
      await users.create(user).catch((error: unknown) => {
        throw isDuplicateKey(error) ? emailTaken(error) : error;
      });
      logger.info({ userId: user._id }, 'account created');
      return signedIn(user, await sessions.open(user._id.toString(), caller.device));
    },

    async login(input, caller) {
      const address = addressKey(caller.address);
      const account = emailKey(input.email);
      const user = await limits.loginsByAddress.attempt(address, () =>
        limits.loginsByAccount.attempt(account, () => userWith(account, input.password)),
      );
      if (user === null) {
        logger.info({ address }, 'sign-in refused');
        throw new AppError('INVALID_CREDENTIALS');
      }
      await limits.loginsByAccount.reset(account);
      return signedIn(user, await sessions.open(user._id.toString(), caller.device));
    },

    async refresh(refreshToken, accessToken = '') {
      const shown = tokens.sessionOf(accessToken, PROVEN_GRACE_MS / 1000);
      const session = await sessions.rotate(refreshToken, shown);
      const user = await users.findById(session.userId).lean();
      if (user === null) throw new AppError('SESSION_ENDED');
      return signedIn(user, session);
    },

    logout: (refreshToken) => sessions.endByToken(refreshToken),

    async authenticate(token) {
      const identity = tokens.verify(token);
      await sessions.assertAlive(identity.sessionId);
      return identity;
    },

    async readUser(userId) {
      const user = await users.findById(userId).lean();
      if (user === null) throw new AppError('UNAUTHENTICATED');
      return toUser(user);
    },

    async updateUser(userId, displayName) {
      await limits.renames.consume(userId);
      return renames.run(userId, async () => {
        const user = await users
          .findByIdAndUpdate(userId, { $set: { displayName } }, { returnDocument: 'after' })
          .lean();
        if (user === null) throw new AppError('UNAUTHENTICATED');
        options.onRenamed(userId, displayName);
        return toUser(user);
      });
    },
  };
}

const emailTaken = (cause: unknown) =>
  new AppError('EMAIL_TAKEN', {
    details: [{ field: 'email', message: 'There is already an account with this address' }],
    cause,
  });

const toUser = (user: UserRecord): User => ({
  id: user._id.toString(),
  email: user.email,
  displayName: user.displayName,
});
