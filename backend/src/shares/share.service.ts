import type { MeetingRecord } from '@parley/shared/history';
import type { Line } from '@parley/shared/lines';
import { DEFAULT_SHARE_DAYS, MAX_SHARES, type Share, type ShareDays } from '@parley/shared/shares';
import { AppError } from '../platform/errors';
import { KeyedMutex } from '../platform/keyed-mutex';
import type { Limiter } from '../platform/rate-limit';
import type { SecurityLog } from '../platform/security-log';
import type { ShareDocument } from './share.model';
import type { ShareStore } from './share-store';

const DAY_MS = 24 * 3600_000;
/** Lines in one answer to the reader of a link. */
const LINES_A_PAGE = 100;

interface Account {
  readonly id: string;
  readonly displayName: string;
}

interface LinePage {
  lines: Line[];
  nextCursor: string | null;
}

export interface ShareServiceOptions<Reading> {
  readonly store: ShareStore;
  /** @throws {AppError} NOT_FOUND or MEETING_RUNNING unless the account owns the ended record */
  readonly assertOwnsEnded: (userId: string, meetingId: string) => Promise<void>;
  /** What the reader of a link may read. @throws {AppError} LINK_INVALID */
  readonly openLink: (token: string) => Promise<{ reading: Reading; expiresAt: Date }>;
  readonly view: (reading: Reading) => Promise<MeetingRecord>;
  readonly listLines: (
    reading: Reading,
    query: { cursor?: string | undefined; limit: number },
  ) => Promise<LinePage>;
  readonly accountByEmail: (email: string) => Promise<Account | null>;
  /** The accounts with these ids that still exist, in any order. */
  readonly accountsById: (ids: readonly string[]) => Promise<Account[]>;
  /** Email addresses without an account, by user: nobody searches for accounts here. */
  readonly unknownEmails: Limiter;
  readonly security: SecurityLog;
  readonly now: () => number;
}

/** With whom, and for how long. */
export type ShareRequest =
  | { readonly kind: 'link'; readonly days: ShareDays }
  | { readonly kind: 'account'; readonly email: string; readonly days: ShareDays | null };

export type ShareService = ReturnType<typeof createShareService>;

/** Creates the service that shares records of ended meetings, by link and with accounts. */
export function createShareService<Reading>(options: ShareServiceOptions<Reading>) {
  const { store, security, now } = options;
  /** The list shows as many shares as fit; one more could be neither seen nor revoked. */
  const adding = new KeyedMutex();

  const endAfter = (days: ShareDays): Date => new Date(now() + days * DAY_MS);

  async function accountFor(userId: string, email: string): Promise<Account> {
    const account = await options.unknownEmails.attempt(userId, () =>
      options.accountByEmail(email),
    );
    if (account !== null && account.id !== userId) return account;
    const message =
      account === null
        ? 'There is no account with this email address'
        : 'This is your own account. It can read the record already';
    throw new AppError('VALIDATION_FAILED', { details: [{ field: 'email', message }] });
  }

  /** @throws {AppError} TOO_MANY_SHARES */
  async function addFor(
    account: Account | null,
    { userId, meetingId, request }: { userId: string; meetingId: string; request: ShareRequest },
  ): Promise<{ share: Share; token?: string }> {
    const shares = await store.of(meetingId, MAX_SHARES);
    if (shares.length >= MAX_SHARES) throw new AppError('TOO_MANY_SHARES');
    const base = { meetingId, createdBy: userId };
    security.note('record shared', { userId, reason: request.kind });
    if (account === null || request.kind === 'link') {
      const expiresAt = endAfter(request.days ?? DEFAULT_SHARE_DAYS);
      const { share, token } = await store.addLink({ ...base, expiresAt });
      return { share: toShare(share, undefined), token };
    }
    const expiresAt = request.days === null ? undefined : endAfter(request.days);
    const share = await store.addAccount({ ...base, expiresAt }, account.id);
    return { share: toShare(share, account) };
  }

  return {
    /** @throws {AppError} NOT_FOUND or MEETING_RUNNING */
    async list(userId: string, meetingId: string): Promise<Share[]> {
      await options.assertOwnsEnded(userId, meetingId);
      const shares = await store.of(meetingId, MAX_SHARES);
      const ids = shares.flatMap((share) => share.userId?.toString() ?? []);
      const accounts = new Map((await options.accountsById(ids)).map((one) => [one.id, one]));
      return shares.map((share) => toShare(share, accounts.get(share.userId?.toString() ?? '')));
    },

    /**
     * Shares a record.
     * @throws {AppError} NOT_FOUND, MEETING_RUNNING, TOO_MANY_SHARES, RATE_LIMITED, or
     *   VALIDATION_FAILED for an email address without an account
     */
    async add(
      userId: string,
      meetingId: string,
      request: ShareRequest,
    ): Promise<{ share: Share; token?: string }> {
      await options.assertOwnsEnded(userId, meetingId);
      const account = request.kind === 'account' ? await accountFor(userId, request.email) : null;
      return adding.run(meetingId, () => addFor(account, { userId, meetingId, request }));
    },

    /** Ends a share at once. Repeating it is safe. @throws {AppError} NOT_FOUND or MEETING_RUNNING */
    async revoke(userId: string, meetingId: string, shareId: string): Promise<void> {
      await options.assertOwnsEnded(userId, meetingId);
      if (await store.revoke(meetingId, shareId)) security.note('share revoked', { userId });
    },

    /** What a link opens. @throws {AppError} LINK_INVALID */
    async readByLink(token: string): Promise<{ meeting: MeetingRecord; expiresAt: string }> {
      const { reading, expiresAt } = await options.openLink(token);
      const meeting = forLinkReaders(await options.view(reading));
      return { meeting, expiresAt: expiresAt.toISOString() };
    },

    /** The conversation that a link opens. @throws {AppError} LINK_INVALID or VALIDATION_FAILED */
    async linesByLink(token: string, cursor: string | undefined): Promise<LinePage> {
      const { reading } = await options.openLink(token);
      return options.listLines(reading, { cursor, limit: LINES_A_PAGE });
    },
  };
}

const toShare = (share: ShareDocument, account: Account | undefined): Share => ({
  id: share._id.toString(),
  kind: share.kind,
  ...(account && { account: { displayName: account.displayName } }),
  createdAt: share.createdAt.toISOString(),
  expiresAt: share.expiresAt?.toISOString() ?? null,
  lastUsedAt: share.lastUsedAt?.toISOString() ?? null,
});

/** The code of the room would let the reader of a link into its next meeting. */
const forLinkReaders = ({ note: _note, ...record }: MeetingRecord): MeetingRecord => ({
  ...record,
  room: { code: '', name: record.room.name, exists: false },
  isMine: false,
});
