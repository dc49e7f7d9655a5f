import type { AttendanceDocument } from '../meetings/meeting.model';
import type { HistoryStore } from './history-store';
import type { Reading } from './record-access';
import { attendancesUntil } from './reading-rules';

/** What names in a list need. */
const NAMES = {
  meetingId: 1,
  userId: 1,
  displayName: 1,
  nameNumber: 1,
  joinedAt: 1,
  removedAt: 1,
} as const;

/** A reading from a list, without the whole attendance of the reader. */
export type ListReading = Omit<Reading, 'attendance'>;

/**
 * Reads who attended several meetings, as far as the reader may see it. The intervals are missing.
 * @returns the attendances of a reading in the order of joining
 */
export async function readVisibleNames(
  store: Pick<HistoryStore, 'attendancesByMeeting'>,
  readings: readonly ListReading[],
): Promise<(reading: ListReading) => AttendanceDocument[]> {
  const groups = await store.attendancesByMeeting(readings, NAMES);
  return ({ meeting, isRestricted, readerId, until }) => {
    const all = groups.get(meeting._id.toString()) ?? [];
    const visible = isRestricted
      ? all.filter(({ userId }) => userId.toString() === readerId)
      : attendancesUntil(all, until);
    return visible.toSorted((a, b) => a.joinedAt.getTime() - b.joinedAt.getTime());
  };
}
