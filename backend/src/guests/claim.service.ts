import type { Claim } from '@parley/shared/guests';
import { AppError } from '../platform/errors';
import { toId } from '../platform/ids';
import type { SecurityLog, Trace } from '../platform/security-log';
import type { GuestDocument, GuestModel } from './guest.model';

/** The accounts whose refusal a guest remembers. */
const MAX_DECLINED = 10;

/** What a guest attended. */
export interface GuestMeetings {
  readonly roomName: string;
  readonly meetingCount: number;
  readonly lastJoinedAt: Date;
}

/** The account that claims. */
export interface Claimant {
  readonly userId: string;
  readonly displayName: string;
}

export interface ClaimServiceOptions {
  readonly guests: GuestModel;
  /** The guest of a refresh token that was not exchanged yet; null if there is none. */
  readonly guestOfToken: (refreshToken: string) => Promise<string | null>;
  /** Ends the session of a token. @returns a function that closes its sockets */
  readonly endSession: (refreshToken: string, trace: Trace) => Promise<(() => void) | null>;
  readonly displayNameOf: (userId: string) => Promise<string>;
  /** What a guest attended; null for nothing. */
  readonly meetingsOf: (guestId: string) => Promise<GuestMeetings | null>;
  /** Whether the guest has a seat in a running meeting. */
  readonly isInMeeting: (guestId: string) => boolean;
  /**
   * Moves the ended meetings of a guest to an account. Safe to repeat after a crash at any point.
   * @returns how many it moved, and whether some still run
   */
  readonly moveMeetings: (
    guestId: string,
    claimant: Claimant,
    claimedAt: Date,
  ) => Promise<{ moved: number; hasRunning: boolean }>;
  readonly security: SecurityLog;
  readonly now: () => number;
}

export type ClaimService = ReturnType<typeof createClaimService>;

/**
 * Creates the service by which an account claims the meetings that its browser attended as a guest
 * (decision 061). Only the guest cookie proves that; an email address or a name never does.
 */
export function createClaimService(options: ClaimServiceOptions) {
  const { guests, security, now } = options;

  /** The guests of these cookies that nobody has claimed, each with its token. */
  async function provenGuests(tokens: readonly string[]) {
    const ids = await Promise.all(tokens.map(options.guestOfToken));
    const tokenOf = new Map<string, string>();
    for (const [index, id] of ids.entries()) if (id !== null) tokenOf.set(id, tokens[index] ?? '');
    if (tokenOf.size === 0) return [];
    const found = await guests
      .find({ _id: { $in: [...tokenOf.keys()].map(toId) }, claimedBy: { $exists: false } })
      .lean();
    return found.map((guest) => ({ guest, token: tokenOf.get(guest._id.toString()) ?? '' }));
  }

  /** Moves what can be moved now; the rest follows when its meeting ends. */
  async function move(guest: GuestDocument) {
    const { _id, claimedBy, claimedAt } = guest;
    if (claimedBy === undefined || claimedAt === undefined) return { moved: 0, hasRunning: false };
    const userId = claimedBy.toString();
    const claimant = { userId, displayName: await options.displayNameOf(userId) };
    const result = await options.moveMeetings(_id.toString(), claimant, claimedAt);
    if (!result.hasRunning) await guests.updateOne({ _id }, { $unset: { isClaimPending: 1 } });
    return result;
  }

  async function finish(filter: { claimedBy?: string } = {}): Promise<void> {
    const pending = await guests.find({ ...filter, isClaimPending: true }).lean();
    for (const guest of pending) await move(guest);
  }

  return {
    /** The guests of this browser that an account may claim. Also completes earlier claims. */
    async list(userId: string, tokens: readonly string[]): Promise<Claim[]> {
      await finish({ claimedBy: userId });
      const claims: Claim[] = [];
      for (const { guest } of await provenGuests(tokens)) {
        const id = guest._id.toString();
        const isDeclined = guest.declinedBy?.some((by) => by.toString() === userId) ?? false;
        // A guest who is in a call in another tab is asked after it.
        if (isDeclined || options.isInMeeting(id)) continue;
        const attended = await options.meetingsOf(id);
        if (attended === null) continue;
        const { lastJoinedAt, ...facts } = attended;
        const { displayName } = guest;
        claims.push({ id, displayName, ...facts, lastJoinedAt: lastJoinedAt.toISOString() });
      }
      return claims;
    },

    /**
     * Gives the meetings of guests to an account. The first write decides who gets them; everything
     * after it is repeated until it is complete.
     * @throws {AppError} NOT_FOUND if the cookies prove none of these guests
     */
    async claim(userId: string, ids: readonly string[], tokens: readonly string[], trace: Trace) {
      const wanted = (await provenGuests(tokens)).filter(({ guest }) =>
        ids.includes(guest._id.toString()),
      );
      const outcome = { claimed: 0, hasPending: false };
      const usedTokens: string[] = [];
      const closers: (() => void)[] = [];
      for (const { guest, token } of wanted) {
        const claimed = await guests
          .findOneAndUpdate(
            { _id: guest._id, claimedBy: { $exists: false } },
            {
              $set: { claimedBy: toId(userId), claimedAt: new Date(now()), isClaimPending: true },
              $unset: { expiresAt: 1, declinedBy: 1 },
            },
            { returnDocument: 'after' },
          )
          .lean();
        if (claimed === null) continue;
        security.note('guest claimed', { userId, ...trace });
        usedTokens.push(token);
        const close = await options.endSession(token, trace);
        if (close !== null) closers.push(close);
        const { moved, hasRunning } = await move(claimed);
        outcome.claimed += moved;
        outcome.hasPending ||= hasRunning;
      }
      if (usedTokens.length === 0) throw new AppError('NOT_FOUND');
      const closeSockets = () => {
        for (const close of closers) close();
      };
      return { outcome, usedTokens, closeSockets };
    },

    /** Does not offer the present guests of the browser to this account again. */
    async decline(userId: string, tokens: readonly string[]): Promise<void> {
      const ids = (await provenGuests(tokens)).map(({ guest }) => guest._id);
      await guests.updateMany(
        { _id: { $in: ids }, declinedBy: { $ne: toId(userId) } },
        { $push: { declinedBy: { $each: [toId(userId)], $slice: -MAX_DECLINED } } },
      );
    },

    /** Forgets what an account claimed and declined. Its meetings are the caller's business. */
    async forget(userId: string): Promise<void> {
      await guests.deleteMany({ claimedBy: userId });
      await guests.updateMany(
        { declinedBy: toId(userId) },
        { $pull: { declinedBy: toId(userId) } },
      );
    },

    /** Completes all claims that a crash or a running meeting has left behind. */
    finish: () => finish(),
  };
}
