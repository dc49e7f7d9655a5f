import type { Attendance } from '@parley/shared/history';
import type { Position } from '../platform/cursor';
import type { HistoryStore } from './history-store';
import { viewAttendance } from './history-view';
import type { RecordAccess } from './record-access';

const MEETINGS_IN_BATCH = 50;

/** A meeting of a room, with those who attended it. */
export interface RoomMeeting {
  id: string;
  /** The title of the meeting, or else the name of its room. */
  title: string;
  roomCode: string;
  startedAt: string;
  endedAt: string | null;
  people: Attendance[];
}

/**
 * Creates the list of attendances of a room.
 * @returns the meetings of a time span that the owner may read, the latest first, without outlines.
 *   The caller has checked that the user owns the room.
 */
export function createRoomAttendance(
  store: Pick<HistoryStore, 'ofRoom' | 'attendancesByMeeting'>,
  access: Pick<RecordAccess, 'judge'>,
  now: () => number,
) {
  return async function* attendedIn(
    ownerId: string,
    roomId: string,
    span: { from: Date; until: Date },
  ): AsyncGenerator<RoomMeeting> {
    let after: Position | undefined;
    do {
      const query = { after, limit: MEETINGS_IN_BATCH, from: span.from, to: span.until };
      const { rows, end } = await store.ofRoom(roomId, query);
      const attendances = await store.attendancesByMeeting(rows.map(({ meeting }) => meeting._id));
      for (const { meeting: stored } of rows) {
        const reading = access.judge(ownerId, stored, undefined);
        if (reading === null || reading.isRestricted || reading.isOutline) continue;
        const { meeting } = reading;
        const id = meeting._id.toString();
        const people = (attendances.get(id) ?? [])
          .toSorted((one, other) => one.joinedAt.getTime() - other.joinedAt.getTime())
          .map((one) => viewAttendance(one, meeting.endedAt, ownerId, now()));
        yield {
          id,
          title: meeting.title ?? meeting.room.name,
          roomCode: meeting.room.code,
          startedAt: meeting.startedAt.toISOString(),
          endedAt: meeting.endedAt?.toISOString() ?? null,
          people,
        };
      }
      after = end;
    } while (after !== undefined);
  };
}
