import { seemsOver } from '../meetings/seat';
import type { MeetingRecord } from '../meetings/meeting.model';

export interface ReadingRulesOptions {
  /** When a participant was last known to be connected, in milliseconds since the epoch. */
  lastSignOf: (meeting: MeetingRecord) => number;
  /** Whether a user has a seat in a running meeting. */
  holdsSeat: (meetingId: string, userId: string) => boolean;
  now: () => number;
}

/** What readers see of meetings that have not ended in the database (docs/decisions/022). */
export function createReadingRules({ lastSignOf, holdsSeat, now }: ReadingRulesOptions) {
  return {
    /** A meeting that has shown no sign of life for a while is over, although people may come back. */
    asSeen(meeting: MeetingRecord): MeetingRecord {
      if (meeting.endedAt !== null) return meeting;
      const lastSign = lastSignOf(meeting);
      return seemsOver(lastSign, now()) ? { ...meeting, endedAt: new Date(lastSign) } : meeting;
    },

    /** While a meeting runs only those inside read it. `meeting` is one as it is seen. */
    isRestrictedFor: (userId: string, { _id, endedAt }: MeetingRecord): boolean =>
      endedAt === null && !holdsSeat(_id.toString(), userId),
  };
}
