import type { Line } from '@parley/shared/lines';
import { createExportService } from './exports/export.service';
import type { HistoryService } from './history/history.service';
import type { HistoryStore } from './history/history-store';
import type { RecordAccess } from './history/record-access';
import { createRoomAttendance } from './history/room-attendance';
import type { LineService } from './lines/line.service';
import { AppError } from './platform/errors';
import type { RoomService } from './rooms/room.service';
import type { ServicesOptions } from './services-options';

export interface ExportParts {
  readonly access: RecordAccess;
  readonly history: HistoryService;
  readonly store: HistoryStore;
  readonly lines: LineService;
  readonly rooms: RoomService;
}

const LINES_IN_BATCH = 200;

/** Creates the exports of records. */
export function createExports(
  { limits, now }: Pick<ServicesOptions, 'limits' | 'now'>,
  { access, history, store, lines, rooms }: ExportParts,
) {
  return createExportService({
    async openRecord(readerId, meetingId) {
      const reading = await access.open(readerId, meetingId);
      // A reader of a share reads the record in Parley, and gets no files.
      if (reading.isShared) throw new AppError('NOT_FOUND');
      const { until, isOutline } = reading;
      const record = await history.view(reading);
      return { record, until, isPartial: until !== undefined && !isOutline };
    },
    linesOf: (meetingId, until) => allLines(lines, meetingId, until),
    async ownRoom(userId, code) {
      const { _id, name } = await rooms.findOwn(userId, code);
      return { id: _id.toString(), name };
    },
    attendedIn: createRoomAttendance(store, access, now),
    exports: limits.recordExports,
    now,
  });
}

/** The whole conversation, oldest line first. */
async function* allLines(
  lines: LineService,
  meetingId: string,
  until: Date | undefined,
): AsyncGenerator<Line> {
  let cursor: string | undefined;
  do {
    const page = await lines.list(meetingId, { until }, { cursor, limit: LINES_IN_BATCH });
    yield* page.lines;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}
