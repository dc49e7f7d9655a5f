import { isDuplicateKey } from '../platform/conflicts';
import { newId, toId } from '../platform/ids';
import type { IdentityModel } from './identity.model';
import type { Claims } from './provider';

/** The provider's name for a user. */
export type Subject = Pick<Claims, 'issuer' | 'subject'>;

/** A new account without a password. */
export interface NewAccount {
  userId: string;
  displayName: string;
  /** Absent unless the provider has verified it. */
  email: string | undefined;
  /** Unique text instead of an email address. */
  key: string;
}

/** The users of the provider who have an account. */
export interface Identities {
  /** Returns the user, or null. */
  find(subject: Subject): Promise<string | null>;
  /** Connects an identity with an account; the same one again does nothing. */
  link(subject: Subject, userId: string): Promise<void>;
  /**
   * Creates an account, or returns the one that a simultaneous sign-in has created.
   * @returns the user
   */
  createAccount(subject: Subject, displayName: string, email: string | undefined): Promise<string>;
  /** Forgets the identities of a user. */
  erase(userId: string): Promise<void>;
}

export interface IdentitiesOptions {
  identities: IdentityModel;
  userExists: (userId: string) => Promise<boolean>;
  /** Creates the user, if there is none with this id. */
  createUser: (account: NewAccount) => Promise<void>;
  now: () => number;
}

/** Creates the store of identities. */
export function createIdentities(options: IdentitiesOptions): Identities {
  const { identities, now } = options;

  const read = ({ issuer, subject }: Subject) => identities.findOne({ issuer, subject }).lean();

  /** @returns the user of the identity, which another request may have stored first */
  async function insert({ issuer, subject }: Subject, userId: string): Promise<string> {
    const identity = { issuer, subject, userId: toId(userId), createdAt: new Date(now()) };
    try {
      await identities.create({ _id: newId(), ...identity });
      return userId;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return String((await read({ issuer, subject }))?.userId ?? userId);
    }
  }

  return {
    async find(subject) {
      const userId = (await read(subject))?.userId.toString();
      return userId !== undefined && (await options.userExists(userId)) ? userId : null;
    },
    async link({ issuer, subject }, userId) {
      // The user of a stale identity was deleted.
      await identities.deleteOne({ issuer, subject, userId: { $ne: toId(userId) } });
      await insert({ issuer, subject }, userId);
    },
    async createAccount(subject, displayName, email) {
      // The identity comes first: without its user it is repeated by the next sign-in, but a user
      // without identity would keep the email address for ever.
      const userId = await insert(subject, newId().toString());
      const key = `openid:${subject.issuer} ${subject.subject}`;
      if (!(await options.userExists(userId))) {
        await options.createUser({ userId, displayName, email, key });
      }
      return userId;
    },
    async erase(userId) {
      await identities.deleteMany({ userId: toId(userId) });
    },
  };
}

/** The identities of a user at the provider, for the export of the account. */
export async function* identitiesOf(identities: IdentityModel, userId: string) {
  for (const { issuer, subject, createdAt } of await identities
    .find({ userId: toId(userId) })
    .lean()) {
    yield { issuer, subject, createdAt: createdAt.toISOString() };
  }
}
