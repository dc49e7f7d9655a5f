import type { MeetingDocument } from '../meetings/meeting.model';

export interface ReadingRulesOptions {
  /** When a participant was last known to be connected, in milliseconds since the epoch. */
  lastSignOf: (meeting: MeetingDocument) => number;
  /** Whether a meeting with this last sign of life appears as ended. */
  seemsOver: (lastSign: number) => boolean;
  /** Whether a user has a seat in a running meeting. */
  holdsSeat: (meetingId: string, userId: string) => boolean;
}

/** Creates the rules for meetings that have not ended in the database (docs/decisions/022). */
export function createReadingRules({ lastSignOf, seemsOver, holdsSeat }: ReadingRulesOptions) {
  return {
    /** A meeting without a sign of life for a while appears as ended, although it may resume. */
    asSeen(meeting: MeetingDocument): MeetingDocument {
      if (meeting.endedAt !== null) return meeting;
      const lastSign = lastSignOf(meeting);
      return seemsOver(lastSign) ? { ...meeting, endedAt: new Date(lastSign) } : meeting;
    },

    /** While a meeting runs, only its participants may read it. `meeting` comes from `asSeen`. */
    isRestrictedFor: (userId: string, { _id, endedAt }: MeetingDocument): boolean =>
      endedAt === null && !holdsSeat(_id.toString(), userId),
  };
}
