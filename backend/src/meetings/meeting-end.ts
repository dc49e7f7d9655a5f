import { DEFAULT_RETENTION, RETENTION_DAYS } from '@parley/shared/retention';
import type { AttendanceModel, MeetingDocument, MeetingModel } from './meeting.model';

const DAY_MS = 24 * 3600_000;

/** Measures the stored record of a meeting, in bytes. */
export type MeasureRecord = (meetingId: string) => Promise<number>;

type RecordFacts = Pick<
  MeetingDocument,
  'messageCount' | 'bytes' | 'expiresAt' | 'peopleCount' | 'stripDueAt'
>;

/**
 * What a meeting stores about its record when it ends: how long the record is kept, and what it uses.
 * Of an outline, only the number of people; the purge removes everything else.
 */
export async function recordFactsAtEnd(
  { meetings, attendances }: { meetings: MeetingModel; attendances: AttendanceModel },
  meetingId: string,
  { at, messageCount }: { at: Date; messageCount: number },
  measure: MeasureRecord,
): Promise<RecordFacts> {
  const meeting = await meetings.findById(meetingId, { retention: 1 }).lean();
  const retention = meeting?.retention ?? DEFAULT_RETENTION;
  if (retention === 'outline') {
    const peopleCount = await attendances.countDocuments({ meetingId });
    return { messageCount: 0, bytes: 0, peopleCount, stripDueAt: at };
  }
  const days = RETENTION_DAYS[retention];
  return {
    messageCount,
    bytes: await measure(meetingId),
    ...(days !== null && { expiresAt: new Date(at.getTime() + days * DAY_MS) }),
  };
}
