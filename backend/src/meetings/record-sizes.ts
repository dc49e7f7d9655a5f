import { toId } from '../platform/ids';
import type { MeetingModel } from './meeting.model';

/** Sums up what the records of an owner use, in bytes. Reads an index. */
export async function sumRecordBytes(meetings: MeetingModel, ownerId: string): Promise<number> {
  const [sum] = await meetings.aggregate<{ bytes: number }>([
    { $match: { ownerId: toId(ownerId) } },
    { $group: { _id: null, bytes: { $sum: '$bytes' } } },
  ]);
  return sum?.bytes ?? 0;
}
