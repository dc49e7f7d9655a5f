import type { Position } from '../platform/cursor';
import type { HistoryStore } from './history-store';
import type { RecordAccess } from './record-access';

const BATCH = 100;

/** A meeting that has ended, as a calendar shows it. */
export interface PastMeeting {
  id: string;
  /** The title of the meeting, or else the name of its room. */
  title: string;
  startedAt: Date;
  /** The end of what the reader may read. */
  endedAt: Date;
}

/**
 * Creates the list of the past meetings that a user attended or owns and may read, the latest first.
 * @param max how many
 */
export function createPastMeetings(
  store: Pick<HistoryStore, 'readableBy'>,
  access: Pick<RecordAccess, 'judge'>,
  max: number,
) {
  return async function pastMeetings(userId: string): Promise<PastMeeting[]> {
    const past: PastMeeting[] = [];
    let after: Position | undefined;
    do {
      const { rows, end } = await store.readableBy(userId, { after, limit: BATCH });
      for (const { meeting: stored, attendance } of rows) {
        const reading = access.judge(userId, stored, attendance);
        if (reading === null || reading.meeting.endedAt === null) continue;
        const { _id, title, room, startedAt, endedAt } = reading.meeting;
        past.push({
          id: _id.toString(),
          title: title ?? room.name,
          startedAt,
          endedAt: reading.isOutline ? endedAt : (reading.until ?? endedAt),
        });
      }
      after = end;
    } while (after !== undefined && past.length < max);
    return past.slice(0, max);
  };
}
