import type {
  Attendance,
  MeetingRecord as MeetingRecordView,
  MeetingSummary,
} from '@parley/shared/history';
import { nameLabel } from '@parley/shared/participants';
import type { AttendanceRecord, MeetingRecord } from '../meetings/meeting.model';

/** Names that one line of the history shows. */
const NAMES_IN_SUMMARY = 12;

const secondsBetween = (from: Date, to: Date | null, now: number): number =>
  Math.max(0, Math.round(((to?.getTime() ?? now) - from.getTime()) / 1000));

/** What one line of the history is made of. */
export interface SummaryParts {
  meeting: MeetingRecord;
  /** Those whom the reader may see. */
  people: AttendanceRecord[];
  roomExists: boolean;
  /** The meeting still runs, and the reader is not in it (docs/decisions/022). */
  isRestricted: boolean;
}

/** One line of the history; `now` in milliseconds ends what still runs. */
export async function summarise(
  { meeting, people, roomExists, isRestricted }: SummaryParts,
  countMessages: (meetingId: string) => Promise<number>,
  now: number,
): Promise<MeetingSummary> {
  const { endedAt, startedAt } = meeting;
  const id = meeting._id.toString();
  const inOrder = people.toSorted((a, b) => a.joinedAt.getTime() - b.joinedAt.getTime());
  const isCounted = meeting.openRoomId === undefined;
  return {
    id,
    room: { code: meeting.room.code, name: meeting.room.name, exists: roomExists },
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    durationSeconds: secondsBetween(startedAt, endedAt, now),
    people: inOrder.slice(0, NAMES_IN_SUMMARY).map((person) => nameLabel(nameOf(person))),
    peopleCount: people.length,
    messageCount: isRestricted ? 0 : isCounted ? meeting.messageCount : await countMessages(id),
    ...(isRestricted && { isRestricted }),
  };
}

/** The whole record, as one reader sees it. */
export function viewRecord(
  summary: MeetingSummary,
  meeting: MeetingRecord,
  people: AttendanceRecord[],
  readerId: string,
  now: number,
): MeetingRecordView {
  return {
    ...summary,
    endReason: meeting.endReason,
    attendances: people.map((person) => viewAttendance(person, meeting.endedAt, readerId, now)),
  };
}

const nameOf = ({ displayName, nameNumber }: AttendanceRecord) => ({
  displayName,
  ...(nameNumber != null && { nameNumber }),
});

/** Nobody is present after the end, also where it is not written yet. */
function viewAttendance(
  person: AttendanceRecord,
  end: Date | null,
  readerId: string,
  now: number,
): Attendance {
  const present = person.intervals.reduce(
    (sum, { joinedAt, leftAt }) => sum + secondsBetween(joinedAt, leftAt ?? end, now),
    0,
  );
  return {
    id: person._id.toString(),
    ...nameOf(person),
    isOwner: person.isOwner,
    isMe: person.userId.toString() === readerId,
    joinedAt: person.joinedAt.toISOString(),
    leftAt: (person.leftAt ?? end)?.toISOString() ?? null,
    intervals: person.intervals.map(({ joinedAt, leftAt }) => ({
      joinedAt: joinedAt.toISOString(),
      leftAt: (leftAt ?? end)?.toISOString() ?? null,
    })),
    presentSeconds: present,
  };
}
