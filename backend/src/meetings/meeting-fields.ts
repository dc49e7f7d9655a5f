import type { MeetingModel } from './meeting.model';

/**
 * Creates the writes of those fields of a meeting that its readers change, whether it runs or has
 * ended. No node depends on them, so they do not check the meeting epoch.
 */
export function createMeetingFields(meetings: MeetingModel, now: () => number) {
  return {
    /** Gives a meeting a title, or takes it away. */
    async setTitle(meetingId: string, title: string | null): Promise<void> {
      const change =
        title === null
          ? { $unset: { title: 1, titledAt: 1 } }
          : { $set: { title, titledAt: new Date(now()) } };
      await meetings.updateOne({ _id: meetingId }, change);
    },

    /**
     * Counts one more mark before it is stored.
     * @returns whether there is space for it
     */
    async reserveMark(meetingId: string, max: number): Promise<boolean> {
      const { matchedCount } = await meetings.updateOne(
        { _id: meetingId, markCount: { $not: { $gte: max } } },
        { $inc: { markCount: 1 } },
      );
      return matchedCount > 0;
    },

    /** Counts one mark less. */
    async releaseMark(meetingId: string): Promise<void> {
      await meetings.updateOne(
        { _id: meetingId, markCount: { $gt: 0 } },
        { $inc: { markCount: -1 } },
      );
    },
  };
}
