import { encodeCursor, type Position } from '../platform/cursor';
import type { ListedMeeting, ListPart } from './list-store';

/** One request reads at most this many meetings; the next request goes on behind them. */
const MOST_MEETINGS = 1_000;
/** A batch is twice as large as the one before, up to this size. */
const LARGEST_BATCH = 500;

export interface Walk<T> {
  /** Reads the next part of a list. */
  read: (after: Position | undefined, limit: number) => Promise<ListPart>;
  /**
   * Returns what each row of a batch yields, in the order of the rows. It may stop early: the walk
   * reads the rest again.
   * @param wanted how many results are still missing; no row may yield more than a page has
   */
  pick: (rows: readonly ListedMeeting[], wanted: number) => Promise<T[][]>;
  after: Position | undefined;
  /** How many results a page has at most. */
  limit: number;
  firstBatch: number;
}

/**
 * Walks through a list of meetings, latest first, in growing batches, until a page of results is full
 * or the request has read enough. A page never has a part of the results of a meeting.
 */
export async function walk<T>({
  read,
  pick,
  limit,
  ...start
}: Walk<T>): Promise<{ items: T[]; nextCursor: string | null }> {
  const items: T[] = [];
  let after = start.after;
  let size = start.firstBatch;
  for (let count = 0; count < MOST_MEETINGS; ) {
    const { rows, end } = await read(after, size);
    const picked = rows.length === 0 ? [] : await pick(rows, limit - items.length);
    for (const [index, found] of picked.entries()) {
      if (items.length > 0 && items.length + found.length > limit) return page(items, after);
      items.push(...found);
      after = rows[index]?.position;
    }
    if (picked.length === rows.length) {
      if (end === undefined) return { items, nextCursor: null };
      after = end;
    }
    if (items.length >= limit) return page(items, after);
    count += picked.length + 1;
    size = Math.min(LARGEST_BATCH, size * 2);
  }
  return page(items, after);
}

const page = <T>(items: T[], after: Position | undefined) => ({
  items,
  nextCursor: after === undefined ? null : encodeCursor(after),
});
