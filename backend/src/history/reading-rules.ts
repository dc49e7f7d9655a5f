import type { AttendanceDocument, MeetingDocument } from '../meetings/meeting.model';

export interface ReadingRulesOptions {
  /** When a participant was last known to be connected, in milliseconds since the epoch. */
  lastSignOf: (meeting: MeetingDocument) => number;
  /** Whether a meeting with this last sign of life appears as ended. */
  seemsOver: (lastSign: number) => boolean;
  /** Whether a user has a seat in a running meeting. */
  holdsSeat: (meetingId: string, userId: string) => boolean;
}

/** Whether the time of a record is over. It is gone for everybody, even before the purge has run. */
export const isExpired = (
  { expiresAt }: Pick<MeetingDocument, 'expiresAt'>,
  now: number,
): boolean => expiresAt != null && expiresAt.getTime() <= now;

/** Whether a record has only the room, the times and the number of people. */
export const isOutline = ({ retention, endedAt }: MeetingDocument): boolean =>
  retention === 'outline' && endedAt !== null;

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

/**
 * Until when a user may read a meeting: somebody whom a host removed, until then
 * (docs/decisions/065). Undefined: to the end.
 */
export const readableUntil = (own: Pick<AttendanceDocument, 'removedAt'> | undefined) =>
  own?.removedAt ?? undefined;

/** A meeting without its title, if it had none at a moment. */
export function titledUntil(meeting: MeetingDocument, until: Date | undefined): MeetingDocument {
  const { title, titledAt, ...untitled } = meeting;
  const isKept = until === undefined || (titledAt !== undefined && titledAt <= until);
  return title === undefined || isKept ? meeting : untitled;
}

/** The attendances as they were at a moment: those that had begun, with the stays until then. */
export const attendancesUntil = (
  all: readonly AttendanceDocument[],
  until: Date | undefined,
): AttendanceDocument[] =>
  until === undefined
    ? [...all]
    : all.filter(({ joinedAt }) => joinedAt <= until).map((one) => attendanceUntil(one, until));

function attendanceUntil(attendance: AttendanceDocument, until: Date): AttendanceDocument {
  const cut = (at: Date | null): Date | null => (at !== null && at > until ? until : at);
  // A search reads names only.
  const intervals = (attendance.intervals ?? [])
    .filter(({ joinedAt }) => joinedAt <= until)
    .map(({ joinedAt, leftAt }) => ({ joinedAt, leftAt: cut(leftAt) ?? until }));
  return { ...attendance, intervals, leftAt: cut(attendance.leftAt) ?? until };
}
