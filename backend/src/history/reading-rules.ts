import { seemsOver } from '../meetings/live-meeting';
import type { MeetingRecord } from '../meetings/meeting.model';

export interface ReadingRulesOptions {
  /** Whether somebody is inside a meeting that runs. */
  holdsSeat: (meetingId: string, userId: string) => boolean;
  /** When somebody in a meeting without an end was last heard of, milliseconds. */
  lastSignOfLife: (meeting: MeetingRecord) => number;
  now: () => number;
}

/** What readers see of meetings that have not ended in the database (docs/decisions/022). */
export function createReadingRules({ holdsSeat, lastSignOfLife, now }: ReadingRulesOptions) {
  return {
    /** A meeting that has shown no sign of life for a while is over, although people may come back. */
    asSeen(meeting: MeetingRecord): MeetingRecord {
      if (meeting.endedAt !== null) return meeting;
      const lastSign = lastSignOfLife(meeting);
      return seemsOver(lastSign, now()) ? { ...meeting, endedAt: new Date(lastSign) } : meeting;
    },

    /** While a meeting runs only those inside read it. `meeting` is one as it is seen. */
    isRestrictedFor: (userId: string, { _id, endedAt }: MeetingRecord): boolean =>
      endedAt === null && !holdsSeat(_id.toString(), userId),
  };
}
