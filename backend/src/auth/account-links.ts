import { AppError } from '../platform/errors';
import { newId, toId } from '../platform/ids';
import { hashOpaqueToken, newOpaqueToken } from '../platform/opaque-token';
import type { AccountLinkDocument, AccountLinkModel, LinkKind } from './account-link.model';

const MINUTE_MS = 60_000;
/** How long a link works. */
const LIFETIME_MS: Readonly<Record<LinkKind, number>> = {
  reset: 30 * MINUTE_MS,
  registration: 24 * 60 * MINUTE_MS,
  verification: 24 * 60 * MINUTE_MS,
  none: MINUTE_MS,
};

type NewLink = Omit<AccountLinkDocument, '_id' | 'tokenHash' | 'createdAt' | 'expiresAt'>;

/** Links that work once, for resetting a password and for proving an email address. */
export interface AccountLinks {
  /** Stores a link. @returns its token of 256 random bits, of which only a hash is stored */
  make(link: NewLink): Promise<{ token: string; expiresAt: Date }>;
  /** Returns a link that works, and leaves it. @throws {AppError} LINK_INVALID */
  read(token: string): Promise<AccountLinkDocument>;
  /** Uses a link up. @throws {AppError} LINK_INVALID if it does not work (any more) */
  take(token: string, kind: LinkKind): Promise<AccountLinkDocument>;
  /** Makes all links of this kind invalid, or those of every kind. */
  revoke(userId: string, kind?: LinkKind): Promise<void>;
}

/** Creates the account links. */
export function createAccountLinks(model: AccountLinkModel, now: () => number): AccountLinks {
  const working = (token: string) => ({
    tokenHash: hashOpaqueToken(token),
    kind: { $ne: 'none' as const },
    // MongoDB deletes expired documents about a minute late.
    expiresAt: { $gt: new Date(now()) },
  });
  const found = (link: AccountLinkDocument | null): AccountLinkDocument => {
    if (link === null) throw new AppError('LINK_INVALID');
    return link;
  };

  return {
    async make(link) {
      const token = newOpaqueToken();
      const createdAt = new Date(now());
      const expiresAt = new Date(now() + LIFETIME_MS[link.kind]);
      const tokenHash = hashOpaqueToken(token);
      await model.create({ _id: newId(), ...link, tokenHash, createdAt, expiresAt });
      return { token, expiresAt };
    },
    read: async (token) => found(await model.findOne(working(token)).lean()),
    take: async (token, kind) =>
      // One operation, so that of two requests with the same link only one gets it.
      found(await model.findOneAndDelete({ ...working(token), kind }).lean()),
    async revoke(userId, kind) {
      await model.deleteMany({ userId: toId(userId), ...(kind !== undefined && { kind }) });
    },
  };
}
