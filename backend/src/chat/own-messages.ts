import type { ExportLists } from '@parley/shared/account-data';
import type { MessageModel } from './message.model';

/** Reads the messages of one sender, and changes the sender's name. An index serves both. */
export function createOwnMessages(messages: MessageModel) {
  return {
    /** The messages that a sender wrote in one meeting. */
    async *messagesOf(
      meetingId: string,
      senderId: string,
    ): AsyncGenerator<ExportLists['messages'][number]> {
      for await (const message of messages.find({ meetingId, senderId }).lean().cursor()) {
        const { seq, senderName, text, sentAt, retractedAt } = message;
        yield {
          meetingId,
          seq,
          senderName,
          text,
          sentAt: sentAt.toISOString(),
          ...(retractedAt != null && { retractedAt: retractedAt.toISOString() }),
        };
      }
    },

    async renameSender(
      meetingId: string,
      senderId: string,
      { displayName, nameNumber }: { displayName: string; nameNumber: number | null },
    ): Promise<void> {
      await messages.updateMany(
        { meetingId, senderId },
        { $set: { senderName: displayName, senderNumber: nameNumber } },
      );
    },
  };
}
