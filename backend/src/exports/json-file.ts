import type { RecordExport } from '@parley/shared/exports';
import type { MeetingRecord } from '@parley/shared/history';
import type { Line } from '@parley/shared/lines';

/** How many lines go into one piece of the file. */
const LINES_IN_PIECE = 100;

/** Everything in the file except the lines. The private note of the reader is not in it. */
function headOf(
  record: MeetingRecord,
  more: { title: string; isPartial: boolean; exportedAt: string },
): Omit<RecordExport, 'lines'> {
  const { id, room, startedAt, endedAt, durationSeconds, endReason } = record;
  return {
    format: 'parley-record',
    version: 1,
    exportedAt: more.exportedAt,
    meeting: {
      id,
      title: more.title,
      room: { code: room.code, name: room.name },
      startedAt,
      endedAt,
      durationSeconds,
      endReason,
    },
    ...(more.isPartial && { isPartial: true }),
    people: record.attendances.map(({ isMe: _isMe, ...person }) => person),
    marks: record.marks,
    hostActions: record.hostActions,
    activities: record.activities,
    connections: record.connections,
  };
}

/** Writes the record of a meeting as JSON (`recordExportSchema`), piece by piece. */
export async function* writeJson(
  record: MeetingRecord,
  lines: AsyncIterable<Line>,
  more: { title: string; isPartial: boolean; exportedAt: string },
): AsyncGenerator<string> {
  yield `${JSON.stringify(headOf(record, more)).slice(0, -1)},"lines":[`;
  let piece = '';
  let count = 0;
  for await (const line of lines) {
    piece += `${count === 0 ? '' : ','}${JSON.stringify(line)}`;
    count += 1;
    if (count % LINES_IN_PIECE > 0) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}]}`;
}
