import type { ChatUsage } from '@parley/shared/chat';
import { AppError } from '../platform/errors';
import type { Quota } from '../platform/quota';

/** Clients learn the usage from this share on. */
const REPORTED_FROM = 0.9;

/** Ids, times, names and index entries of a message, which do not depend on its length. */
const MESSAGE_OVERHEAD_BYTES = 250;

/** Each stored word in the array and in the index, with the ids that the index repeats. */
const WORD_OVERHEAD_BYTES = 40;

/** Returns the bytes that a message needs in the database. */
export const sizeOf = (text: string, words: readonly string[]): number =>
  words.reduce(
    (sum, word) => sum + WORD_OVERHEAD_BYTES + 2 * Buffer.byteLength(word),
    MESSAGE_OVERHEAD_BYTES + Buffer.byteLength(text),
  );

/** What the records of one owner use, and may use, in bytes. */
export interface OwnerSpace {
  readonly used: number;
  readonly limit: number;
}

export interface ChatSpaceLimits {
  chatBytesPerMeeting: number;
  /** Bytes of chat by user and day. */
  chatOfDay: Quota;
  /** The space of the owner of a meeting's room; undefined if it is not known. Never rejects. */
  ownerSpace: (meetingId: string) => Promise<OwnerSpace | undefined>;
}

export type ChatSpace = ReturnType<typeof createChatSpace>;

/** Creates the rule of how much chat a meeting, and a user in a day, may store. */
export function createChatSpace(limits: ChatSpaceLimits) {
  const { chatBytesPerMeeting, chatOfDay, ownerSpace } = limits;

  const usage = (of: ChatUsage['of'], share: number): ChatUsage | undefined =>
    share < REPORTED_FROM ? undefined : { of, percent: Math.min(100, Math.floor(share * 100)) };

  const largest = (shares: readonly { of: ChatUsage['of']; share: number }[]) => {
    const [first] = shares.toSorted((one, other) => other.share - one.share);
    return first && usage(first.of, first.share);
  };

  async function sharesOf(meetingId: string, used: number) {
    const owner = await ownerSpace(meetingId);
    return [
      { of: 'meeting' as const, share: used / chatBytesPerMeeting },
      ...(owner === undefined ? [] : [{ of: 'owner' as const, share: owner.used / owner.limit }]),
    ];
  }

  return {
    /**
     * Runs `store`, which stores a message of `size` bytes, if there is space for it.
     * @param used bytes of the meeting's chat so far
     * @throws {AppError} CHAT_FULL for the meeting, STORAGE_FULL for the owner of the room, CHAT_LIMIT
     *   for the user
     */
    async within<T>(
      { meetingId, userId }: { meetingId: string; userId: string },
      used: number,
      size: number,
      store: () => Promise<T>,
    ): Promise<T> {
      if (used + size > chatBytesPerMeeting) throw new AppError('CHAT_FULL');
      const owner = await ownerSpace(meetingId);
      if (owner !== undefined && owner.used + size > owner.limit) {
        throw new AppError('STORAGE_FULL');
      }
      const retryAfter = chatOfDay.take(userId, size);
      if (retryAfter > 0) throw new AppError('CHAT_LIMIT', { retryAfter });
      try {
        return await store();
      } catch (error) {
        chatOfDay.giveBack(userId, size);
        throw error;
      }
    },

    /** Returns the usage of a meeting's chat of `used` bytes; undefined while plenty is left. */
    usageOfMeeting: async (meetingId: string, used: number): Promise<ChatUsage | undefined> =>
      largest(await sharesOf(meetingId, used)),

    /** Returns the usage of the meeting, its owner or the user, whichever has the largest share. */
    usage: async (
      { meetingId, userId }: { meetingId: string; userId: string },
      used: number,
    ): Promise<ChatUsage | undefined> =>
      largest([
        ...(await sharesOf(meetingId, used)),
        { of: 'account', share: chatOfDay.share(userId) },
      ]),
  };
}
