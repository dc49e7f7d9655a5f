import {
  type Attendance,
  type MeetingRecord,
  type MeetingSummary,
  NAMES_IN_SUMMARY,
} from '@parley/shared/history';
import { nameLabel } from '@parley/shared/participants';
import { OUTLINE_NAME } from '@parley/shared/retention';
import type { AttendanceDocument, MeetingDocument } from '../meetings/meeting.model';
import { isOutline } from './reading-rules';

const secondsBetween = (from: Date, to: Date | null, now: number): number =>
  Math.max(0, Math.round(((to?.getTime() ?? now) - from.getTime()) / 1000));

/** What a summary needs of an attendance. */
export type ListedAttendance = Pick<AttendanceDocument, 'displayName' | 'nameNumber' | 'joinedAt'>;

/** How many marks of a meeting a list shows. */
export interface MarkCounts {
  decisions: number;
  openActions: number;
}

/** The input of {@link summarise}. */
export interface SummaryParts {
  meeting: MeetingDocument;
  /** The attendances that the reader may see; undefined: the meeting says whom to list. */
  attendances: ListedAttendance[] | undefined;
  roomExists: boolean;
  /** The meeting runs without the reader (docs/decisions/022). */
  isRestricted: boolean;
  /** The reader may read only a part (docs/decisions/065). */
  isCut: boolean;
  /** The marks that the reader may see. */
  marks?: MarkCounts | undefined;
}

/**
 * Creates one entry of a history list.
 * @param now milliseconds; durations of a running meeting end here
 */
export async function summarise(
  { meeting, attendances, roomExists, isRestricted, isCut, marks }: SummaryParts,
  countMessages: (meetingId: string) => Promise<number>,
  now: number,
): Promise<MeetingSummary> {
  const { endedAt, startedAt } = meeting;
  const id = meeting._id.toString();
  const listed = attendances === undefined ? meeting.listed : listOf(attendances);
  const isCounted = meeting.openRoomId === undefined && !isCut;
  return {
    id,
    room: { code: meeting.room.code, name: meeting.room.name, exists: roomExists },
    ...(meeting.title !== undefined && { title: meeting.title }),
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    durationSeconds: secondsBetween(startedAt, endedAt, now),
    people: isOutline(meeting) ? [] : (listed?.labels ?? []),
    peopleCount: meeting.peopleCount ?? listed?.count ?? 0,
    messageCount:
      isRestricted || isOutline(meeting)
        ? 0
        : isCounted
          ? meeting.messageCount
          : await countMessages(id),
    ...(marks && marks.decisions > 0 && { decisionCount: marks.decisions }),
    ...(marks && marks.openActions > 0 && { openActionCount: marks.openActions }),
    ...(isRestricted && { isRestricted }),
    ...(isOutline(meeting) && { isOutline: true }),
  };
}

function listOf(attendances: readonly ListedAttendance[]) {
  const inOrder = attendances.toSorted((a, b) => a.joinedAt.getTime() - b.joinedAt.getTime());
  const labels = inOrder.slice(0, NAMES_IN_SUMMARY).map((one) => nameLabel(nameOf(one)));
  return { labels, count: attendances.length };
}

/** Creates the record of a meeting for one reader. `now` as in {@link summarise}. */
export function viewRecord(
  summary: MeetingSummary,
  meeting: MeetingDocument,
  attendances: AttendanceDocument[],
  readerId: string,
  now: number,
): Omit<MeetingRecord, 'hostActions' | 'activities' | 'marks' | 'connections' | 'isMine'> {
  return {
    ...summary,
    endReason: meeting.endReason,
    attendances: attendances.map((attendance) =>
      viewAttendance(attendance, meeting.endedAt, readerId, now),
    ),
  };
}

const nameOf = ({ displayName, nameNumber }: ListedAttendance) => ({
  displayName,
  ...(nameNumber != null && { nameNumber }),
});

/** `end` closes intervals that are still open in the database. */
export function viewAttendance(
  attendance: AttendanceDocument,
  end: Date | null,
  readerId: string,
  now: number,
): Attendance {
  const present = attendance.intervals.reduce(
    (sum, { joinedAt, leftAt }) => sum + secondsBetween(joinedAt, leftAt ?? end, now),
    0,
  );
  return {
    id: attendance._id.toString(),
    ...nameOf(attendance),
    isOwner: attendance.isOwner,
    ...(attendance.role !== undefined && { role: attendance.role }),
    ...(attendance.claimed && {
      claimed: {
        at: attendance.claimed.at.toISOString(),
        displayName: attendance.claimed.displayName,
      },
    }),
    isMe: attendance.userId.toString() === readerId,
    joinedAt: attendance.joinedAt.toISOString(),
    leftAt: (attendance.leftAt ?? end)?.toISOString() ?? null,
    intervals: attendance.intervals.map(({ joinedAt, leftAt }) => ({
      joinedAt: joinedAt.toISOString(),
      leftAt: (leftAt ?? end)?.toISOString() ?? null,
    })),
    presentSeconds: present,
  };
}

/** The reader's own attendance in an outline, which has only times. */
export const outlineOfAttendance = (own: AttendanceDocument): AttendanceDocument => ({
  ...own,
  displayName: OUTLINE_NAME,
  nameNumber: null,
  role: undefined,
  claimed: undefined,
});
