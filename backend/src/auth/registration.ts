import type { RegisterInput } from '@parley/shared/auth';
import { isDuplicateKey } from '../platform/conflicts';
import { AppError } from '../platform/errors';
import type { GuessLimiter } from '../platform/guess-limiter';
import { newId } from '../platform/ids';
import { addressKey, type Limiter } from '../platform/rate-limit';
import type { Trace } from '../platform/security-log';
import { hashOpaqueToken, newOpaqueToken } from '../platform/opaque-token';
import type { AccountLinkDocument } from './account-link.model';
import type { AccountLinks } from './account-links';
import type { AccountMails } from './account-mail';
import type { PasswordHasher } from './password';
import { mayMail } from './password-reset';
import type { NewPassword, Passwords } from './passwords';
import { emailKey, type UserDocument, type UserModel } from './user.model';

/** Creating accounts: at once, or by a link if the server sends email. */
export interface Registration {
  /**
   * Creates the account at once.
   * @throws {AppError} VALIDATION_FAILED, EMAIL_TAKEN, RATE_LIMITED or BUSY
   */
  create(input: RegisterInput, trace: Trace): Promise<UserDocument>;
  /**
   * Sends a link that creates the account, or tells the address that it has one. Nothing in the answer
   * depends on that.
   * @returns the secret for the cookie of this browser
   * @throws {AppError} VALIDATION_FAILED, RATE_LIMITED or BUSY
   */
  request(input: RegisterInput, mails: AccountMails, trace: Trace): Promise<string>;
  /**
   * Creates the account of a link. A link proves only who reads the mailbox: who chose the password
   * has the cookie, or knows it. Otherwise somebody could register the address of another person, with
   * a password of their own, and wait for that person to follow the link.
   * @throws {AppError} LINK_INVALID, PASSWORD_REQUIRED, PROOF_REFUSED, RATE_LIMITED or BUSY
   */
  complete(
    token: string,
    proof: { secret: string | undefined; password: string | undefined },
    trace: Trace,
  ): Promise<UserDocument>;
  /** Whether the browser with this secret began the registration of the link. */
  isOwn(link: AccountLinkDocument, secret: string | undefined): boolean;
}

export interface RegistrationOptions {
  users: UserModel;
  links: AccountLinks;
  passwords: Passwords;
  hasher: PasswordHasher;
  limits: {
    registrations: Limiter;
    takenEmails: Limiter;
    mailsByRecipient: Limiter;
    passwordsByPair: GuessLimiter;
  };
  now: () => number;
}

/** Creates the registration (docs/decisions/050). */
export function createRegistration(options: RegistrationOptions): Registration {
  const { users, links, passwords, hasher, limits, now } = options;

  /** Returns null if the email address has an account already. */
  async function insert(
    { email, displayName }: Pick<UserDocument, 'email' | 'displayName'>,
    password: NewPassword,
    more: Partial<UserDocument> = {},
  ): Promise<UserDocument | null> {
    const user: UserDocument = {
      _id: newId(),
      email,
      emailKey: emailKey(email),
      displayName,
      ...password,
      createdAt: new Date(now()),
      ...more,
    };
    try {
      await users.create(user);
      return user;
    } catch (error) {
      if (isDuplicateKey(error)) return null;
      throw error;
    }
  }

  const isOwn: Registration['isOwn'] = ({ browserHash }, secret) =>
    secret !== undefined && browserHash === hashOpaqueToken(secret);

  return {
    isOwn,

    async create(input, { address }) {
      const by = addressKey(address);
      const user = await limits.takenEmails.attempt(by, async () => {
        limits.registrations.consume(by);
        return insert(input, await passwords.hashNew(input.password, input.email, address));
      });
      if (user === null) throw emailTaken();
      return user;
    },

    async request(input, mails, { address }) {
      limits.registrations.consume(addressKey(address));
      const password = await passwords.hashNew(input.password, input.email, address);
      const isTaken = (await users.exists({ emailKey: emailKey(input.email) })) !== null;
      const secret = newOpaqueToken();
      const { token, expiresAt } = await links.make({
        kind: isTaken ? 'none' : 'registration',
        email: input.email,
        displayName: input.displayName,
        ...password,
        browserHash: hashOpaqueToken(secret),
      });
      if (mayMail(limits.mailsByRecipient, emailKey(input.email))) {
        if (isTaken) mails.alreadyRegistered(input.email);
        else mails.registration(input.email, token, expiresAt);
      }
      return secret;
    },

    async complete(token, { secret, password }, { address }) {
      const link = await links.read(token);
      if (link.kind !== 'registration') throw new AppError('LINK_INVALID');
      if (!isOwn(link, secret)) {
        if (password === undefined) throw new AppError('PASSWORD_REQUIRED');
        const by = { account: emailKey(link.email), address: addressKey(address) };
        const isRight = await limits.passwordsByPair.attempt(`link ${link.tokenHash}`, async () =>
          (await hasher.verify(password, link.passwordHash, by)) ? true : null,
        );
        if (isRight === null) throw new AppError('PROOF_REFUSED');
      }
      const {
        passwordHash = '',
        passwordVersion = 0,
        displayName = '',
        email,
      } = await links.take(token, 'registration');
      const user = await insert(
        { email, displayName },
        { passwordHash, passwordVersion },
        { emailVerifiedAt: new Date(now()) },
      );
      // Another link has created the account in the meantime.
      if (user === null) throw new AppError('LINK_INVALID');
      return user;
    },
  };
}

const emailTaken = () =>
  new AppError('EMAIL_TAKEN', {
    details: [{ field: 'email', message: 'There is already an account with this address' }],
  });
