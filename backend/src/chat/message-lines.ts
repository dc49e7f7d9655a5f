import type { Line } from '@parley/shared/lines';
import type { Message } from '@parley/shared/chat';
import type { Position } from '../platform/cursor';
import { toMessage } from './chat.service';
import { findMessages, findMessagesFrom, type MessageModel } from './message.model';

export interface MessageLinesOptions {
  readonly messages: MessageModel;
  /** Deletes the text of a message; null if this participant wrote no such message. */
  readonly retract: (meetingId: string, id: string, senderId: string) => Promise<Message | null>;
}

/** Creates the view of chat messages as lines of the conversation. */
export function createMessageLines({ messages, retract }: MessageLinesOptions) {
  return {
    async after(
      meetingId: string,
      query: { after: Position | undefined; limit: number; until: Date | undefined },
    ): Promise<Line[]> {
      const found = await findMessagesFrom(messages, meetingId, query);
      return found.map((document) => toLine(toMessage(document)));
    },

    async find(ids: readonly string[]): Promise<{ meetingId: string; line: Line }[]> {
      const found = ids.length === 0 ? [] : await findMessages(messages, ids);
      return found.map((document) => ({
        meetingId: document.meetingId.toString(),
        line: toLine(toMessage(document)),
      }));
    },

    async retract(meetingId: string, lineId: string, speakerId: string): Promise<Line | null> {
      const message = await retract(meetingId, lineId, speakerId);
      return message && toLine(message);
    },
  };
}

const toLine = ({ id, sender, text, sentAt, retractedAt }: Message): Line => ({
  id,
  source: 'message',
  at: sentAt,
  speaker: sender,
  text,
  ...(retractedAt !== undefined && { retractedAt }),
});
