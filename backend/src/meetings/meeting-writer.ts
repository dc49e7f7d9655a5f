import type { Meeting } from './meeting';
import type { MeetingWrite, StoredWrite } from './meeting-io';
import type { MeetingServiceOptions } from './meeting-service-options';
import { MeetingLostError } from './meeting-store';

export interface MeetingWriterOptions
  extends Pick<
    MeetingServiceOptions,
    'store' | 'writes' | 'chat' | 'activities' | 'touchRoom' | 'logger'
  > {
  /** The end of a meeting was written. */
  readonly onEnded: () => void;
  /** Another server has taken the meeting up. */
  readonly onLost: (meeting: Meeting) => void;
}

export type MeetingWriter = ReturnType<typeof createMeetingWriter>;

/** Creates what writes the consequences of transitions to the database. */
export function createMeetingWriter(options: MeetingWriterOptions) {
  const { store, writes, chat, activities, touchRoom, logger } = options;

  async function perform(meeting: Meeting, write: StoredWrite, messageCount: number) {
    try {
      await store.perform(meeting, write, messageCount);
    } catch (error) {
      if (!(error instanceof MeetingLostError)) throw error;
      options.onLost(meeting);
    }
  }

  return {
    /** Resolves when the write is stored, or queued because the database does not answer. */
    queue(meeting: Meeting, write: MeetingWrite): Promise<void> {
      const messageCount = chat.count(meeting.id);
      const { id: roomId } = meeting.room;
      const activitiesKey = `activities of ${roomId}`;
      if (write.kind === 'activity') {
        // In a queue of their own, so that no join waits for them.
        return writes.write(activitiesKey, () => activities.store(meeting.id, write.activity));
      }
      const written = writes.write(roomId, async () => {
        // The record is complete when the meeting ends, and what moves or erases it misses nothing.
        if (write.kind === 'end') await writes.catchUp(activitiesKey);
        await perform(meeting, write, messageCount);
      });
      if (write.kind !== 'end') return written;
      void written.then(() => {
        chat.close(meeting.id);
        activities.close(meeting.id);
        options.onEnded();
      });
      void writes.write(roomId, () => touchRoom(roomId));
      logger.info({ meetingId: meeting.id, reason: write.reason }, 'meeting ended');
      return written;
    },
  };
}
