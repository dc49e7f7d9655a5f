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
export const sizeOf = (text: string, words: readonly string[] = []): number =>
  words.reduce(
    (sum, word) => sum + WORD_OVERHEAD_BYTES + 2 * Buffer.byteLength(word),
    MESSAGE_OVERHEAD_BYTES + Buffer.byteLength(text),
  );

export interface ChatSpaceLimits {
  chatBytesPerMeeting: number;
  /** Bytes of chat by user and day. */
  chatOfDay: Quota;
}

export type ChatSpace = ReturnType<typeof createChatSpace>;

/** Creates the rule of how much chat a meeting, and a user in a day, may store. */
export function createChatSpace({ chatBytesPerMeeting, chatOfDay }: ChatSpaceLimits) {
  const usage = (of: ChatUsage['of'], share: number): ChatUsage | undefined =>
    share < REPORTED_FROM ? undefined : { of, percent: Math.min(100, Math.floor(share * 100)) };

  return {
    /**
     * Runs `store`, which stores a message of `size` bytes, if there is space for it.
     * @param used bytes of the meeting's chat so far
     * @throws {AppError} CHAT_FULL for the meeting, CHAT_LIMIT for the user
     */
    async within<T>(
      userId: string,
      used: number,
      size: number,
      store: () => Promise<T>,
    ): Promise<T> {
      if (used + size > chatBytesPerMeeting) throw new AppError('CHAT_FULL');
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
    usageOfMeeting: (used: number): ChatUsage | undefined =>
      usage('meeting', used / chatBytesPerMeeting),

    /** Returns the usage of the meeting or of the user, whichever has the larger share. */
    usage(userId: string, used: number): ChatUsage | undefined {
      const ofMeeting = used / chatBytesPerMeeting;
      const ofAccount = chatOfDay.share(userId);
      return ofAccount > ofMeeting ? usage('account', ofAccount) : usage('meeting', ofMeeting);
    },
  };
}
