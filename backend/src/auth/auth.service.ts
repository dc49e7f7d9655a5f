import type { LoginInput, RegisterInput, SessionResponse, User } from '@parley/shared/auth';
import type { SignInChallenge } from '@parley/shared/errors';
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
import type { SessionService } from './session.service';
import { PROVEN_GRACE_MS, type RefreshedSession } from './token-chain';
import type { AccessTokens } from './tokens';
import { toUser } from './to-user';
import { emailKey, type UserModel, type UserDocument } from './user.model';

/** The origin of a request. */
export interface Caller extends Trace {
  readonly device: string;
}

/** A session, with the new value of the refresh cookie. */
export interface SignedIn {
  body: SessionResponse;
  refreshToken: string;
}

export interface AuthService {
  /** @throws {AppError} VALIDATION_FAILED, EMAIL_TAKEN, RATE_LIMITED or BUSY */
  register(input: RegisterInput, caller: Caller): Promise<SignedIn>;
  /** @throws {AppError} INVALID_CREDENTIALS, SECOND_FACTOR_REQUIRED, RATE_LIMITED or BUSY */
  login(input: LoginInput, caller: Caller): Promise<SignedIn>;
  /**
   * Opens a session for a user who has proved in another way who they are.
   * @throws {AppError} UNAUTHENTICATED if the user no longer exists
   */
  signIn(userId: string, caller: Caller): Promise<SignedIn>;
  /**
   * @param accessToken the client's current token, which may have expired
   * @throws {AppError} SESSION_ENDED
   */
  refresh(refreshToken: string, accessToken: string | undefined, trace: Trace): Promise<SignedIn>;
  /**
   * Ends the session of a browser that signs out or in again.
   * @returns a function that closes the session's sockets, to be called after the response; null if
   *   there was no session
   */
  endSession(
    refreshToken: string,
    reason: 'signed out' | 'replaced',
    trace: Trace,
  ): Promise<(() => void) | null>;
  /**
   * Checks the password of a signed-in user before a dangerous action.
   * @throws {AppError} INVALID_CREDENTIALS, RATE_LIMITED or BUSY
   */
  provePassword(userId: string, password: string, trace: Trace): Promise<void>;
  /** Returns the identity in a token with a valid signature, or null. The session may have ended. */
  identify(token: string): Identity | null;
  /** @throws {AppError} UNAUTHENTICATED, TOKEN_EXPIRED or SESSION_ENDED */
  authenticate(token: string): Promise<Identity>;
  /** @throws {AppError} UNAUTHENTICATED if the user no longer exists */
  readUser(userId: string): Promise<User>;
  /** @throws {AppError} UNAUTHENTICATED or RATE_LIMITED */
  updateUser(userId: string, displayName: string): Promise<User>;
}

export interface AuthServiceOptions {
  users: UserModel;
  sessions: SessionService;
  hasher: PasswordHasher;
  tokens: AccessTokens;
  limits: {
    /** Registrations by address. */
    registrations: Limiter;
    /** Registrations with a taken email address, by address. */
    takenEmails: Limiter;
    /** Wrong passwords, by address. */
    loginsByAddress: Limiter;
    /** Wrong passwords, by account. */
    loginsByAccount: Limiter;
    /** Sign-ins to an account from one address, right and wrong. */
    logins: Limiter;
    renames: Limiter;
  };
  logger: Logger;
  /** Begins the second step of a sign-in; null if the user has no second factor. */
  beginSecondStep: (userId: string) => Promise<SignInChallenge | null>;
  /** Called when a user has a new display name. */
  onRenamed: (userId: string, displayName: string) => void;
  security: SecurityLog;
  now: () => number;
}

/** Creates the service for accounts, passwords and sessions. */
export function createAuthService(options: AuthServiceOptions): AuthService {
  const { users, sessions, hasher, tokens, limits, logger, security, now } = options;

  const signedIn = (user: UserDocument, session: RefreshedSession): SignedIn => ({
    body: { user: toUser(user), accessToken: tokens.issue(session.userId, session.sessionId) },
    refreshToken: session.refreshToken,
  });

  /** Changes of one account run one after another, so that all parts see the same last one. */
  const renames = new KeyedMutex();

  async function openSession(
    event: 'account created' | 'sign-in accepted',
    user: UserDocument,
    { address, requestId, device }: Caller,
  ): Promise<SignedIn> {
    const session = await sessions.open(user._id.toString(), device);
    const { userId, sessionId } = session;
    security.note(event, { userId, sessionId, email: user.email, address, requestId });
    return signedIn(user, session);
  }

  /** Returns null if the password is wrong or the account does not exist. */
  async function findByPassword(password: string, by: Requester): Promise<UserDocument | null> {
    const user = await users.findOne({ emailKey: by.account }).lean();
    if (!(await hasher.verify(password, user?.passwordHash, by))) return null;
    // The grace period is over, and the erasure has not begun yet.
    if (user?.deletesAt !== undefined && user.deletesAt.getTime() <= now()) return null;
    if (user !== null && user.passwordVersion < PASSWORD_VERSION)
      await updateHash(user, password, by);
    return user;
  }

  /** Counts a wrong password for the account and for the address. */
  const guessPassword = (password: string, by: Requester) =>
    limits.loginsByAddress.attempt(by.address, () =>
      limits.loginsByAccount.attempt(by.account, async () => {
        limits.logins.consume(`${by.account} ${by.address}`);
        return findByPassword(password, by);
      }),
    );

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

  /** Returns null if the email address has an account already. */
  async function createUser(input: RegisterInput, by: Requester): Promise<UserDocument | null> {
    const user: UserDocument = {
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
      const user = await guessPassword(input.password, by);
      if (user === null) {
        const { address, requestId } = caller;
        security.note('sign-in refused', { email: by.account, address, requestId });
        throw new AppError('INVALID_CREDENTIALS');
      }
      limits.loginsByAccount.reset(by.account);
      const challenge = await options.beginSecondStep(user._id.toString());
      if (challenge !== null) throw new AppError('SECOND_FACTOR_REQUIRED', { challenge });
      return openSession('sign-in accepted', user, caller);
    },

    signIn: async (userId, caller) =>
      openSession('sign-in accepted', found(await users.findById(userId).lean()), caller),

    async provePassword(userId, password, { address, requestId }) {
      const { emailKey: account } = found(await users.findById(userId).lean());
      const user = await guessPassword(password, { account, address: addressKey(address) });
      if (user !== null) return;
      security.note('proof refused', { userId, email: account, address, requestId });
      throw new AppError('INVALID_CREDENTIALS');
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

/** The user of a valid token may have been deleted since it was issued. */
function found(user: UserDocument | null): UserDocument {
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
