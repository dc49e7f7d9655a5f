import type { MeetingRecord } from '../meetings/meeting.model';

/** What the rules need to know about the meetings that run on this node. */
export interface RunningMeetings {
  /** When the meeting last showed a sign of life, in milliseconds; undefined if it does not run. */
  lastSignOfLife(meetingId: string): number | undefined;
  holdsSeat(meetingId: string, userId: string): boolean;
}

export interface ReadingRulesOptions {
  running: RunningMeetings;
  /** Whether a meeting with this last sign of life (milliseconds) appears as ended. */
  seemsOver: (lastSignOfLife: number) => boolean;
  now: () => number;
}

/** Creates the rules for meetings that have not ended in the database (docs/decisions/022). */
export function createReadingRules({ running, seemsOver }: ReadingRulesOptions) {
  return {
    /** A meeting without a sign of life for a while appears as ended, although it may resume. */
    asSeen(meeting: MeetingRecord): MeetingRecord {
      if (meeting.endedAt !== null) return meeting;
      const lastSign =
        running.lastSignOfLife(meeting._id.toString()) ?? meeting.lastAliveAt.getTime();
      return seemsOver(lastSign) ? { ...meeting, endedAt: new Date(lastSign) } : meeting;
    },

    /** While a meeting runs, only its participants may read it. `meeting` comes from `asSeen`. */
    isRestrictedFor: (userId: string, { _id, endedAt }: MeetingRecord): boolean =>
      endedAt === null && !running.holdsSeat(_id.toString(), userId),
  };
}
