import { lastSignOfLife, seemsOver } from '../meetings/live-meeting';
import type { LiveMeetings } from '../meetings/live-meetings';
import type { MeetingRecord } from '../meetings/meeting.model';

export interface ReadingRulesOptions {
  live: Pick<LiveMeetings, 'byId' | 'holdsSeat'>;
  now: () => number;
}

/** What readers see of meetings that have not ended in the database (docs/decisions/022). */
export function createReadingRules({ live, now }: ReadingRulesOptions) {
  function lastSignOf({ _id, lastAliveAt }: MeetingRecord): number {
    const running = live.byId(_id.toString());
    return running === undefined ? lastAliveAt.getTime() : lastSignOfLife(running, now());
  }

  return {
    /** A meeting that has shown no sign of life for a while is over, although people may come back. */
    asSeen(meeting: MeetingRecord): MeetingRecord {
      if (meeting.endedAt !== null) return meeting;
      const lastSign = lastSignOf(meeting);
      return seemsOver(lastSign, now()) ? { ...meeting, endedAt: new Date(lastSign) } : meeting;
    },

    /** While a meeting runs only those inside read it. `meeting` is one as it is seen. */
    isRestrictedFor: (userId: string, { _id, endedAt }: MeetingRecord): boolean =>
      endedAt === null && !live.holdsSeat(_id.toString(), userId),
  };
}
