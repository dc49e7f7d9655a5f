import { z } from 'zod';
import { AppError } from './errors';

/** The range of a `Date` in milliseconds, in both directions (ECMA-262, 21.4.1.1). */
const MAX_TIME = 8.64e15;

const positionSchema = z.tuple([
  z.number().int().min(-MAX_TIME).max(MAX_TIME),
  z.string().regex(/^[0-9a-f]{24}$/),
]);

/** A position in a list that is ordered by time and then id, latest first. */
export interface Position {
  time: Date;
  id: string;
}

/** Encodes a position as the opaque text of `nextCursor`. */
export function encodeCursor(position: Position): string {
  return Buffer.from(JSON.stringify([position.time.getTime(), position.id])).toString('base64url');
}

/** @throws {AppError} VALIDATION_FAILED for any text that `encodeCursor` does not create */
export function decodeCursor(cursor: string): Position {
  try {
    const [time, id] = positionSchema.parse(
      JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')),
    );
    return { time: new Date(time), id };
  } catch (cause) {
    throw new AppError('VALIDATION_FAILED', {
      details: [{ field: 'cursor', message: 'Not a cursor of this list' }],
      cause,
    });
  }
}

/** Splits the rows of a query with `limit + 1` into a page and the cursor of the next page. */
export function page<T>(
  rows: T[],
  limit: number,
  position: (row: T) => Position,
): { rows: T[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { rows: shown, nextCursor: more ? encodeCursor(position(last)) : null };
}
