import { randomInt } from 'node:crypto';
import { setTimeout as elapsed } from 'node:timers/promises';

/** How often an operation that met a conflict is run again, and the longest first pause. */
const RETRIES = 5;
const FIRST_PAUSE_MS = 10;

/** MongoDB: another write changed the document first (WriteConflict). */
const WRITE_CONFLICT = 112;
const DUPLICATE_KEY = 11_000;

/**
 * What PostgreSQL says when it undoes one of two statements that met (SQLSTATE 40001 and 40P01).
 * FerretDB passes the words on, with a code of its own.
 */
const UNDONE_BY_POSTGRESQL =
  /could not serialize access|deadlock detected|tuple (concurrently|to be locked was already)/i;

interface ServerError extends Error {
  readonly code?: unknown;
  readonly errorLabels?: readonly string[];
}

/** Of one operation: a bulk that failed half-way cannot be run again as it is. */
const isServerError = (error: unknown): error is ServerError =>
  error instanceof Error && error.name === 'MongoServerError';

/**
 * Whether the database refused an operation only because another one touched the same documents at
 * the same time. Nothing of it took effect, so the same operation may simply be run again.
 */
export function isTransientConflict(error: unknown): boolean {
  if (!isServerError(error)) return false;
  return (
    error.code === WRITE_CONFLICT ||
    error.errorLabels?.includes('TransientTransactionError') === true ||
    UNDONE_BY_POSTGRESQL.test(error.message)
  );
}

/** Whether a write failed because a unique index already has the key. */
export function isDuplicateKey(error: unknown): boolean {
  return isServerError(error) && error.code === DUPLICATE_KEY;
}

/**
 * Of two upserts that find nothing at the same time, one inserts and the other meets its key. The
 * second try of that one finds the document and updates it.
 */
export const isUpsertConflict = (error: unknown): boolean =>
  isTransientConflict(error) || isDuplicateKey(error);

/**
 * Runs an operation again while it meets a conflict, a few times, after random pauses that grow.
 * @param run one database operation, without effect where it fails
 * @param isConflict which failures are worth another try
 * @param pause milliseconds to wait; tests pass their own
 * @throws what the last try threw
 */
export async function retryConflicts<T>(
  run: () => Promise<T>,
  isConflict: (error: unknown) => boolean = isTransientConflict,
  pause: (ms: number) => Promise<unknown> = elapsed,
): Promise<T> {
  for (let retry = 0; ; retry += 1) {
    try {
      return await run();
    } catch (error) {
      if (retry === RETRIES || !isConflict(error)) throw error;
      // Random, so that those who met do not meet again.
      await pause(randomInt(FIRST_PAUSE_MS * 2 ** retry));
    }
  }
}
