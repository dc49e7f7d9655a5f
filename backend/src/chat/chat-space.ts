import type { ChatUsage } from '@parley/shared/chat';
import { AppError } from '../platform/errors';
import { MESSAGE_OVERHEAD_BYTES, type StorageLimits } from '../storage-limits';

/** From here on people are told how much is used. */
const TOLD_FROM = 0.9;

/** What a message takes up in the database, bytes. */
export const sizeOf = (text: string): number => MESSAGE_OVERHEAD_BYTES + Buffer.byteLength(text);

export type ChatSpace = ReturnType<typeof createChatSpace>;

/** How much room there is for chat: in a meeting, and for an account in a day. */
export function createChatSpace({
  chatBytesPerMeeting,
  chatOfDay,
}: Pick<StorageLimits, 'chatBytesPerMeeting' | 'chatOfDay'>) {
  const usage = (of: ChatUsage['of'], share: number): ChatUsage | undefined =>
    share < TOLD_FROM ? undefined : { of, percent: Math.min(100, Math.floor(share * 100)) };

  return {
    /**
     * Runs what stores a message of `size` bytes, where there is room for it.
     * @param used bytes of the meeting's chat so far
     * @throws {AppError} CHAT_FULL for the meeting, CHAT_LIMIT for the account
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

    /** Of the meeting alone, with `used` bytes; undefined while there is plenty. */
    usageOfMeeting: (used: number): ChatUsage | undefined =>
      usage('meeting', used / chatBytesPerMeeting),

    /** Of the meeting or of the account, whichever comes to its end first. */
    usage(userId: string, used: number): ChatUsage | undefined {
      const ofMeeting = used / chatBytesPerMeeting;
      const ofAccount = chatOfDay.share(userId);
      return ofAccount > ofMeeting ? usage('account', ofAccount) : usage('meeting', ofMeeting);
    },
  };
}
