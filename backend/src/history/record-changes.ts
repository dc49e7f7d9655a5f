import type { MeetingSummary } from '@parley/shared/history';
import { AppError } from '../platform/errors';
import type { Reading, RecordAccess } from './record-access';

export interface RecordChangesOptions {
  readonly access: Pick<RecordAccess, 'find' | 'open' | 'own'>;
  /** Of the private notes of readers. */
  readonly notes: {
    write(meetingId: string, userId: string, text: string): Promise<void>;
    remove(meetingId: string, userId: string): Promise<void>;
  };
  readonly setTitle: (meetingId: string, title: string | null) => Promise<void>;
  readonly summaryOf: (reading: Reading) => Promise<MeetingSummary>;
  /** Whether there is a record of the meeting that has not expired. */
  readonly exists: (meetingId: string) => Promise<boolean>;
}

export type RecordChanges = ReturnType<typeof createRecordChanges>;

/** Creates what readers change in a record: its title and their own notes. */
export function createRecordChanges(options: RecordChangesOptions) {
  const { access, notes, setTitle, summaryOf, exists } = options;

  return {
    /**
     * Gives a meeting a title, or takes it away. Of two changes at once, the later one stays.
     * @throws {AppError} NOT_FOUND, MEETING_RUNNING or RECORD_READ_ONLY
     */
    async rename(userId: string, meetingId: string, title: string | null): Promise<MeetingSummary> {
      assertNotOutline(await access.own(userId, meetingId));
      await setTitle(meetingId, title);
      return summaryOf(await access.find(userId, meetingId));
    },

    /**
     * Writes the private note of a reader; null deletes it.
     * @returns the note
     * @throws {AppError} NOT_FOUND, MEETING_RUNNING or RECORD_READ_ONLY
     */
    async writeNote(userId: string, meetingId: string, text: string | null) {
      const reading = await access.open(userId, meetingId);
      assertNotOutline(reading);
      // A share opens a record for reading. A note of before the removal of its writer can be deleted.
      if (reading.isShared && text !== null) throw new AppError('RECORD_READ_ONLY');
      if (text === null) {
        await notes.remove(meetingId, userId);
        return text;
      }
      await notes.write(meetingId, userId, text);
      if (await exists(meetingId)) return text;
      // Nothing of a record that was deleted meanwhile may stay.
      await notes.remove(meetingId, userId);
      throw new AppError('NOT_FOUND');
    },
  };
}

/** An outline keeps neither titles nor notes. */
function assertNotOutline({ isOutline }: Reading): void {
  if (isOutline) throw new AppError('RECORD_READ_ONLY');
}
