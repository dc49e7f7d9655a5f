import type { LoginInput, RegisterInput, SessionResponse, User } from '@parley/shared/auth';
import type { SignInChallenge } from '@parley/shared/errors';
import { AppError } from '../platform/errors';
import type { Identity } from '../platform/http';
import { KeyedMutex } from '../platform/keyed-mutex';
import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { DeviceCookies } from './device-cookie';
import type { Passwords } from './passwords';
import type { Registration } from './registration';
import type { SessionService } from './session.service';
import { PROVEN_GRACE_MS, type RefreshedSession } from './token-chain';
import type { AccessTokens } from './tokens';
import { toUser } from './to-user';
import { emailKey, type UserModel, type UserDocument } from './user.model';

/** The origin of a request. */
export interface Caller extends Trace {
  readonly device: string;
  /** The value of the device cookie; see `DeviceCookies`. */
  readonly deviceCookie: string | undefined;
}

/** A session, with the new value of the refresh cookie. */
export interface SignedIn {
  body: SessionResponse;
  refreshToken: string;
  /** The new value of the device cookie, after a sign-in. */
  deviceCookie?: string;
}

export interface AuthService {
  /** @throws {AppError} VALIDATION_FAILED, EMAIL_TAKEN, RATE_LIMITED or BUSY */
  register(input: RegisterInput, caller: Caller): Promise<SignedIn>;
  /** See {@link Registration.complete}. */
  completeRegistration(
    token: string,
    proof: { secret: string | undefined; password: string | undefined },
    caller: Caller,
  ): Promise<SignedIn>;
  /**
   * @throws {AppError} INVALID_CREDENTIALS, SECOND_FACTOR_REQUIRED, RATE_LIMITED, BUSY,
   *   ACCOUNT_DISABLED or EMAIL_NOT_VERIFIED
   */
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
  passwords: Passwords;
  registration: Registration;
  devices: DeviceCookies;
  tokens: AccessTokens;
  limits: { renames: Limiter };
  /** Why an account may not sign in; null if it may. */
  obstacleOf: (
    user: UserDocument,
  ) => 'ACCOUNT_DISABLED' | 'EMAIL_NOT_VERIFIED' | 'INVALID_CREDENTIALS' | null;
  /** Begins the second step of a sign-in; null if the user has no second factor. */
  beginSecondStep: (userId: string) => Promise<SignInChallenge | null>;
  /** Called when a user has a new display name. */
  onRenamed: (userId: string, displayName: string) => void;
  security: SecurityLog;
}

/** Creates the service for accounts, passwords and sessions. */
export function createAuthService(options: AuthServiceOptions): AuthService {
  const { users, sessions, passwords, registration, devices, tokens, limits, security } = options;

  const signedIn = (user: UserDocument, session: RefreshedSession): SignedIn => ({
    body: { user: toUser(user), accessToken: tokens.issue(session.userId, session.sessionId) },
    refreshToken: session.refreshToken,
  });

  /** Changes of one account run one after another, so that all parts see the same last one. */
  const renames = new KeyedMutex();

  /** @throws {AppError} ACCOUNT_DISABLED or EMAIL_NOT_VERIFIED */
  function assertMaySignIn(user: UserDocument, { address, requestId }: Trace): void {
    const userId = user._id.toString();
    const code = options.obstacleOf(user);
    if (code === null) return;
    security.note('sign-in refused', {
      userId,
      email: user.email,
      address,
      requestId,
      reason: code,
    });
    throw new AppError(code);
  }

  async function openSession(
    event: 'account created' | 'sign-in accepted',
    user: UserDocument,
    caller: Caller,
  ): Promise<SignedIn> {
    const { address, requestId, device, deviceCookie } = caller;
    assertMaySignIn(user, caller);
    const session = await sessions.open(user._id.toString(), device);
    const { userId, sessionId } = session;
    await assertUnchanged(user, sessionId, caller);
    security.note(event, { userId, sessionId, email: user.email, address, requestId });
    return {
      ...signedIn(user, session),
      deviceCookie: devices.withAccount(deviceCookie, user.emailKey),
    };
  }

  /**
   * Ends the new session if the password was changed or the account disabled while it was opened,
   * because whoever did that has ended only the sessions that existed then.
   */
  async function assertUnchanged(user: UserDocument, sessionId: string, trace: Trace) {
    const latest = await users.findById(user._id).lean();
    const isSame = latest?.passwordChangedAt?.getTime() === user.passwordChangedAt?.getTime();
    if (latest !== null && isSame && latest.disabledAt === undefined) return;
    await sessions.endOne(user._id.toString(), sessionId, trace);
    throw new AppError('INVALID_CREDENTIALS');
  }

  return {
    register: async (input, caller) =>
      openSession('account created', await registration.create(input, caller), caller),

    async completeRegistration(token, proof, caller) {
      const user = await registration.complete(token, proof, caller);
      return openSession('account created', user, caller);
    },

    async login(input, caller) {
      const { address, requestId, deviceCookie } = caller;
      const device = devices.deviceOf(deviceCookie, emailKey(input.email));
      const user = await passwords.guess(input.email, input.password, { address, device });
      if (user === null) {
        security.note('sign-in refused', { email: input.email, address, requestId });
        throw new AppError('INVALID_CREDENTIALS');
      }
      assertMaySignIn(user, caller);
      const challenge = await options.beginSecondStep(user._id.toString());
      if (challenge !== null) throw new AppError('SECOND_FACTOR_REQUIRED', { challenge });
      return openSession('sign-in accepted', user, caller);
    },

    signIn: async (userId, caller) =>
      openSession('sign-in accepted', found(await users.findById(userId).lean()), caller),

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
