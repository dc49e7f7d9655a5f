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

/** The attendances of several meetings, by meeting id. */
export type Names = Map<string, AttendanceDocument[]>;

/** Reads who attended several meetings. The intervals are missing. */
export const readNames = async (
  store: Pick<HistoryStore, 'attendancesByMeeting'>,
  meetingIds: readonly AttendanceDocument['meetingId'][],
): Promise<Names> =>
  meetingIds.length === 0 ? new Map() : store.attendancesByMeeting(meetingIds, NAMES);

/** Whether the meeting itself says whom a list shows to this reader. */
export const isListed = ({ meeting, isRestricted, until }: ListReading): boolean =>
  meeting.listed !== undefined && !isRestricted && until === undefined;

/** Those who attended a meeting, as far as the reader may see it, in the order of joining. */
export function visibleNames(
  names: Names,
  { meeting, isRestricted, readerId, until }: ListReading,
): AttendanceDocument[] {
  const all = names.get(meeting._id.toString()) ?? [];
  const visible = isRestricted
    ? all.filter(({ userId }) => userId.toString() === readerId)
    : attendancesUntil(all, until);
  return visible.toSorted((a, b) => a.joinedAt.getTime() - b.joinedAt.getTime());
}

/**
 * Reads who attended several meetings, as far as the reader may see it.
 * @returns the attendances of a reading in the order of joining
 */
export async function readVisibleNames(
  store: Pick<HistoryStore, 'attendancesByMeeting'>,
  readings: readonly ListReading[],
): Promise<(reading: ListReading) => AttendanceDocument[]> {
  const names = await readNames(
    store,
    readings.map(({ meeting }) => meeting._id),
  );
  return (reading) => visibleNames(names, reading);
}
