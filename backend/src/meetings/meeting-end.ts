import { NAMES_IN_SUMMARY } from '@parley/shared/history';
import { nameLabel } from '@parley/shared/participants';
import { DEFAULT_RETENTION, RETENTION_DAYS } from '@parley/shared/retention';
import type { AttendanceModel, MeetingDocument, MeetingModel } from './meeting.model';

const DAY_MS = 24 * 3600_000;

/** Measures the stored record of a meeting, in bytes. */
export type MeasureRecord = (meetingId: string) => Promise<number>;

type RecordFacts = Pick<
  MeetingDocument,
  'messageCount' | 'bytes' | 'expiresAt' | 'peopleCount' | 'stripDueAt' | 'listed'
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
  const [bytes, listed] = await Promise.all([
    measure(meetingId),
    listedPeople(attendances, meetingId),
  ]);
  return {
    messageCount,
    bytes,
    listed,
    ...(days !== null && { expiresAt: new Date(at.getTime() + days * DAY_MS) }),
  };
}

/** The first names of a meeting, so that lists need not read its attendances. */
async function listedPeople(
  attendances: AttendanceModel,
  meetingId: string,
): Promise<NonNullable<MeetingDocument['listed']>> {
  const [first, count] = await Promise.all([
    attendances
      .find({ meetingId }, { displayName: 1, nameNumber: 1 })
      .sort({ joinedAt: 1 })
      .limit(NAMES_IN_SUMMARY)
      .lean(),
    attendances.countDocuments({ meetingId }),
  ]);
  const labels = first.map(({ displayName, nameNumber }) =>
    nameLabel({ displayName, nameNumber: nameNumber ?? undefined }),
  );
  return { labels, count };
}

/** Makes lists read the attendances of a meeting again. It comes before a change of one of them. */
export async function forgetListed(
  meetings: MeetingModel,
  meetingId: MeetingDocument['_id'],
): Promise<void> {
  await meetings.updateOne({ _id: meetingId }, { $unset: { listed: 1 } });
}
