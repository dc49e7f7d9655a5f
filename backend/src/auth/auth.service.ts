import type { LoginInput, RegisterInput, SessionResponse, User } from '@parley/shared/auth';
import { newId } from '../platform/ids';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import type { Requester } from '../platform/fair-queue';
import type { Identity } from '../platform/http';
import { KeyedMutex } from '../platform/keyed-mutex';
import type { Logger } from '../platform/logger';
import { addressKey, type Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import { PASSWORD_VERSION, type PasswordHasher, weaknessOf } from './password';
import { PROVEN_GRACE_MS, type RefreshedSession, type SessionService } from './session.service';
import type { AccessTokens } from './tokens';
import { emailKey, type UserModel, type UserRecord } from './user.model';

/** Where a request comes from. */
export interface Caller extends Trace {
  readonly device: string;
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
  refresh(refreshToken: string, accessToken: string | undefined, trace: Trace): Promise<SignedIn>;
  /**
   * Ends the session that a browser has, because it signs out or in again.
   * @returns what closes its sockets, to be called when the browser knows of the end
   */
  endSession(
    refreshToken: string,
    reason: 'signed out' | 'replaced',
    trace: Trace,
  ): Promise<(() => void) | null>;
  /** Whose the token is by its signature; null where it is none. The session may have ended. */
  identify(token: string): Identity | null;
  authenticate(token: string): Promise<Identity>;
  readUser(userId: string): Promise<User>;
  updateUser(userId: string, displayName: string): Promise<User>;
}

export interface AuthServiceOptions {
  users: UserModel;
  sessions: SessionService;
  hasher: PasswordHasher;
  tokens: AccessTokens;
  limits: {
    /** All of an address. */
    registrations: Limiter;
    /** Registrations with an email that has an account, by address. */
    takenEmails: Limiter;
    /** Wrong passwords. */
    loginsByAddress: Limiter;
    loginsByAccount: Limiter;
    /** All sign-ins to an account from one address. */
    logins: Limiter;
    renames: Limiter;
  };
  logger: Logger;
  /** The account is shown by another name from now on. */
  onRenamed: (userId: string, displayName: string) => void;
  security: SecurityLog;
  now: () => number;
}

export function createAuthService(options: AuthServiceOptions): AuthService {
  const { users, sessions, hasher, tokens, limits, logger, security, now } = options;

  const signedIn = (user: UserRecord, session: RefreshedSession): SignedIn => ({
    body: { user: toUser(user), accessToken: tokens.issue(session.userId, session.sessionId) },
    refreshToken: session.refreshToken,
  });

  /** One change of an account after another, so that all agree on the last one. */
  const renames = new KeyedMutex();

  async function openSession(
    event: 'account created' | 'sign-in accepted',
    user: UserRecord,
    { address, requestId, device }: Caller,
  ): Promise<SignedIn> {
    const session = await sessions.open(user._id.toString(), device);
    const { userId, sessionId } = session;
    security.note(event, { userId, sessionId, email: user.email, address, requestId });
    return signedIn(user, session);
  }

  /** Null where the password is wrong or there is no such account. */
  async function userWith(password: string, by: Requester): Promise<UserRecord | null> {
    const user = await users.findOne({ emailKey: by.account }).lean();
    if (!(await hasher.verify(password, user?.passwordHash, by))) return null;
    if (user !== null && user.passwordVersion < PASSWORD_VERSION)
      await renewHash(user, password, by);
    return user;
  }

  /** Hashes the password as it is done today. A sign-in does not fail because that cannot be. */
  async function renewHash(user: UserRecord, password: string, by: Requester): Promise<void> {
    try {
      const passwordHash = await hasher.hash(password, by);
      await users.updateOne(
        { _id: user._id, passwordHash: user.passwordHash },
        { $set: { passwordHash, passwordVersion: PASSWORD_VERSION } },
      );
    } catch (error) {
      logger.warn({ userId: user._id, err: error }, 'password hash not renewed');
    }
  }

  /** Null where the email has an account already. */
  async function createUser(input: RegisterInput, by: Requester): Promise<UserRecord | null> {
    const user: UserRecord = {
      _id: newId(),
      email: input.email,
      emailKey: by.account,
      displayName: input.displayName,
      passwordHash: await hasher.hash(input.password, by),
      passwordVersion: PASSWORD_VERSION,
      createdAt: new Date(now()),
    };
    try {
      await users.create(user);
      return user;
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  return {
    async register(input, caller) {
      const message = weaknessOf(input.password, input.email);
      if (message !== null) {
        throw new AppError('VALIDATION_FAILED', { details: [{ field: 'password', message }] });
      }
      const by = requester(input.email, caller);
      const user = await limits.takenEmails.attempt(by.address, async () => {
        limits.registrations.consume(by.address);
        return createUser(input, by);
      });
      if (user === null) throw emailTaken();
      return openSession('account created', user, caller);
    },

    async login(input, caller) {
      const by = requester(input.email, caller);
      const user = await limits.loginsByAddress.attempt(by.address, () =>
        limits.loginsByAccount.attempt(by.account, async () => {
          limits.logins.consume(`${by.account} ${by.address}`);
          return userWith(input.password, by);
        }),
      );
      if (user === null) {
        const { address, requestId } = caller;
        security.note('sign-in refused', { email: by.account, address, requestId });
        throw new AppError('INVALID_CREDENTIALS');
      }
      limits.loginsByAccount.reset(by.account);
      return openSession('sign-in accepted', user, caller);
    },

    async refresh(refreshToken, accessToken = '', trace) {
      const shown = tokens.sessionOf(accessToken, PROVEN_GRACE_MS / 1000);
      const session = await sessions.rotate(refreshToken, shown, trace);
      const user = await users.findById(session.userId).lean();
      if (user === null) throw new AppError('SESSION_ENDED');
      return signedIn(user, session);
    },

    endSession: (...input) => sessions.endByToken(...input),

    identify(token) {
      try {
        return tokens.verify(token);
      } catch {
        return null;
      }
    },

    async authenticate(token) {
      const identity = tokens.verify(token);
      await sessions.assertAlive(identity.sessionId);
      return identity;
    },

    readUser: async (userId) => toUser(found(await users.findById(userId).lean())),

    async updateUser(userId, displayName) {
      limits.renames.consume(userId);
      return renames.run(userId, async () => {
        const user = found(
          await users
            .findByIdAndUpdate(userId, { $set: { displayName } }, { returnDocument: 'after' })
            .lean(),
        );
        options.onRenamed(userId, displayName);
        return toUser(user);
      });
    },
  };
}

/** The account of a token that is still valid; it may have been deleted meanwhile. */
function found(user: UserRecord | null): UserRecord {
  if (user === null) throw new AppError('UNAUTHENTICATED');
  return user;
}

const requester = (email: string, { address }: Caller): Requester => ({
  address: addressKey(address),
  account: emailKey(email),
});

const emailTaken = () =>
  new AppError('EMAIL_TAKEN', {
    details: [{ field: 'email', message: 'There is already an account with this address' }],
  });

const toUser = (user: UserRecord): User => ({
  id: user._id.toString(),
  email: user.email,
  displayName: user.displayName,
});
