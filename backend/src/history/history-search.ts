import { encodeCursor, page, type Position } from '../platform/cursor';
import type { ListedMeeting } from './history-store';

/** One search reads at most this many batches of this many meetings. */
const BATCH = 250;
const BATCHES = 4;

/**
 * Reads a list in batches and keeps the meetings whose room or attendees have `words` in their name.
 * When it has read all its batches, it returns the hits so far with a cursor for the next request.
 * @param namesOf returns the names that the reader may see in each row of a batch
 * @param words in lower case
 */
export async function searchRows(
  read: (after: Position | undefined, limit: number) => Promise<ListedMeeting[]>,
  namesOf: (rows: ListedMeeting[]) => Promise<(row: ListedMeeting) => string[]>,
  { after: start, limit, words }: { after: Position | undefined; limit: number; words: string },
): Promise<{ rows: ListedMeeting[]; nextCursor: string | null }> {
  const hits: ListedMeeting[] = [];
  let after = start;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const rows = await read(after, BATCH);
    const names = await namesOf(rows);
    for (const row of rows) {
      const { name, code } = row.meeting.room;
      const texts = [name, code, ...names(row)];
      if (texts.some((text) => text.toLocaleLowerCase().includes(words))) hits.push(row);
      after = row.position;
      if (hits.length > limit) return page(hits, limit, ({ position }) => position);
    }
    if (rows.length < BATCH) return { rows: hits, nextCursor: null };
  }
  // The next request continues behind the last row that was read.
  return { rows: hits, nextCursor: after === undefined ? null : encodeCursor(after) };
}
