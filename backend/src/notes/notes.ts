import type { ExportLists } from '@parley/shared/account-data';
import type { NoteModel } from './note.model';

export type Notes = ReturnType<typeof createNotes>;

/** Creates the queries of private notes. The caller has checked that the user may read the meeting. */
export function createNotes(notes: NoteModel, now: () => number) {
  const remove = async (meetingId: string, userId: string): Promise<void> => {
    await notes.deleteOne({ meetingId, userId });
  };

  return {
    read: async (meetingId: string, userId: string): Promise<string | undefined> =>
      (await notes.findOne({ meetingId, userId }).lean())?.text,

    /** The notes of a user on several meetings, by meeting id. */
    async readIn(meetingIds: readonly string[], userId: string): Promise<Map<string, string>> {
      if (meetingIds.length === 0) return new Map();
      const found = await notes.find({ userId, meetingId: { $in: meetingIds } }).lean();
      return new Map(found.map(({ meetingId, text }) => [meetingId.toString(), text]));
    },

    /** Of two changes at once, the later one stays. */
    async write(meetingId: string, userId: string, text: string): Promise<void> {
      await notes.updateOne(
        { meetingId, userId },
        { $set: { text, updatedAt: new Date(now()) } },
        { upsert: true },
      );
    },

    remove,

    /** All notes of a user, for the export of the account. */
    async *of(userId: string): AsyncGenerator<ExportLists['notes'][number]> {
      for await (const note of notes.find({ userId }).sort({ _id: 1 }).lean().cursor()) {
        const { meetingId, text, updatedAt } = note;
        yield { meetingId: meetingId.toString(), text, updatedAt: updatedAt.toISOString() };
      }
    },

    async erase(userId: string): Promise<void> {
      await notes.deleteMany({ userId });
    },
  };
}
