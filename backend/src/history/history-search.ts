import type { MeetingRecord } from '../meetings/meeting.model';
import { encodeCursor, page, type Position } from '../platform/cursor';

/** How many meetings one search reads before it answers with what it has and a cursor. */
const BATCH = 250;
const BATCHES = 4;

/** A row of a list: the meeting, and where it stands in the order of that list. */
export interface Row {
  meeting: MeetingRecord;
  position: Position;
}

/**
 * Walks the keyset of a list in batches and keeps the meetings whose room or people have `words` in
 * their name. A long walk without hits goes on in the next request.
 * @param namesOf of the people whom the reader may see, for the rows of one batch
 * @param words in lower case
 */
export async function searchRows(
  read: (after: Position | undefined, limit: number) => Promise<Row[]>,
  namesOf: (rows: Row[]) => Promise<(row: Row) => string[]>,
  { after: start, limit, words }: { after: Position | undefined; limit: number; words: string },
): Promise<{ rows: Row[]; nextCursor: string | null }> {
  const hits: Row[] = [];
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
  // Everything up to `after` was looked at, so the next page starts there.
  return { rows: hits, nextCursor: after === undefined ? null : encodeCursor(after) };
}
