import type { ExportLists } from '@parley/shared/account-data';
import { newId, toId } from '../platform/ids';
import type { Logger } from '../platform/logger';
import { hashOpaqueToken, newOpaqueToken } from '../platform/opaque-token';
import type { ShareDocument, ShareModel } from './share.model';

/** How exact the time of the latest use is. */
const USE_MS = 60_000;

export interface NewShare {
  readonly meetingId: string;
  readonly createdBy: string;
  /** Undefined: until it is revoked. */
  readonly expiresAt: Date | undefined;
}

export type ShareStore = ReturnType<typeof createShareStore>;

/** Creates the queries of shares. What has expired counts as deleted. */
export function createShareStore(shares: ShareModel, { now, logger }: StoreOptions) {
  const working = () => ({
    $or: [{ expiresAt: { $exists: false } }, { expiresAt: { $gt: new Date(now()) } }],
  });

  /** Readers do not wait for it. */
  function noteUse({ _id, lastUsedAt }: ShareDocument): void {
    const at = now();
    if (lastUsedAt !== undefined && at - lastUsedAt.getTime() < USE_MS) return;
    shares
      .updateOne({ _id }, { $max: { lastUsedAt: new Date(at) } })
      .catch((err: unknown) => logger.warn({ err }, 'the use of a share was not noted'));
  }

  return {
    /** The shares of a record that work, oldest first. */
    of: (meetingId: string, limit: number): Promise<ShareDocument[]> =>
      shares
        .find({ meetingId, ...working() })
        .sort({ createdAt: 1 })
        .limit(limit)
        .lean(),

    /** Makes a link. @returns its token, of which only a hash is stored */
    async addLink(share: NewShare & { expiresAt: Date }) {
      const token = newOpaqueToken();
      const document = {
        ...draft(share, now()),
        kind: 'link' as const,
        expiresAt: share.expiresAt,
      };
      await shares.create({ ...document, tokenHash: hashOpaqueToken(token) });
      return { share: document as ShareDocument, token };
    },

    /** Shares with an account, or changes how long an earlier share with it lasts. */
    async addAccount(share: NewShare, userId: string): Promise<ShareDocument> {
      const { _id, createdAt, ...rest } = draft(share, now());
      const accountKey = keyOf(share.meetingId, userId);
      const { expiresAt } = share;
      const stored = await shares
        .findOneAndUpdate(
          { accountKey },
          {
            $setOnInsert: { _id, createdAt },
            $set: {
              ...rest,
              kind: 'account',
              userId: toId(userId),
              ...(expiresAt && { expiresAt }),
            },
            ...(expiresAt === undefined && { $unset: { expiresAt: 1 } }),
          },
          { upsert: true, returnDocument: 'after' },
        )
        .lean();
      return stored;
    },

    /** Ends a share at once; without effect if it is gone already. @returns whether it was there */
    async revoke(meetingId: string, shareId: string): Promise<boolean> {
      const { deletedCount } = await shares.deleteOne({ _id: shareId, meetingId });
      return deletedCount > 0;
    },

    /** Whether a record is shared with an account. */
    async isSharedWith(meetingId: string, userId: string): Promise<boolean> {
      const accountKey = keyOf(meetingId, userId);
      const share = await shares.findOne({ accountKey, ...working() }).lean();
      if (share !== null) noteUse(share);
      return share !== null;
    },

    /** The share of a link that works; null for any other token. */
    async byToken(token: string): Promise<(ShareDocument & { expiresAt: Date }) | null> {
      const tokenHash = hashOpaqueToken(token);
      const share = await shares.findOne({ tokenHash, ...working() }).lean();
      if (share?.expiresAt === undefined) return null;
      noteUse(share);
      return { ...share, expiresAt: share.expiresAt };
    },

    /** The shares that an account made, without their tokens. */
    async *madeBy(createdBy: string): AsyncGenerator<ExportLists['shares'][number]> {
      for await (const share of shares.find({ createdBy }).lean().cursor()) {
        yield {
          meetingId: share.meetingId.toString(),
          kind: share.kind,
          createdAt: share.createdAt.toISOString(),
          expiresAt: share.expiresAt?.toISOString() ?? null,
        };
      }
    },

    /** Deletes the shares that an account made, and those with it. */
    async erase(userId: string): Promise<void> {
      await shares.deleteMany({ createdBy: userId });
      await shares.deleteMany({ userId });
    },
  };
}

interface StoreOptions {
  readonly now: () => number;
  readonly logger: Logger;
}

const keyOf = (meetingId: string, userId: string): string => `${meetingId}:${userId}`;

const draft = ({ meetingId, createdBy }: NewShare, now: number) => ({
  _id: newId(),
  meetingId: toId(meetingId),
  createdBy: toId(createdBy),
  createdAt: new Date(now),
});
