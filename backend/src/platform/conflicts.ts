import { randomInt } from 'node:crypto';
import { setTimeout as elapsed } from 'node:timers/promises';

/** How often an operation is repeated after a conflict, and the longest first pause. */
const RETRIES = 5;
const FIRST_PAUSE_MS = 10;

/** MongoDB: another write changed the document first (WriteConflict). */
const WRITE_CONFLICT = 112;
const DUPLICATE_KEY = 11_000;

/**
 * PostgreSQL's messages when it aborts one of two concurrent statements (SQLSTATE 40001 and 40P01).
 * FerretDB passes the text on with a code of its own.
 */
const ABORTED_BY_POSTGRESQL =
  /could not serialize access|deadlock detected|tuple (concurrently|to be locked was already)/i;

interface ServerError extends Error {
  readonly code?: unknown;
  readonly errorLabels?: readonly string[];
}

/** An error of one operation. A bulk write that failed half-way could not simply be repeated. */
const isServerError = (error: unknown): error is ServerError =>
  error instanceof Error && error.name === 'MongoServerError';

/**
 * Whether the database aborted an operation because another one touched the same documents at the same
 * time. It had no effect, so it may be repeated as it is.
 */
export function isTransientConflict(error: unknown): boolean {
  if (!isServerError(error)) return false;
  return (
    error.code === WRITE_CONFLICT ||
    error.errorLabels?.includes('TransientTransactionError') === true ||
    ABORTED_BY_POSTGRESQL.test(error.message)
  );
}

/** Whether a write failed because a unique index has the key already. */
export function isDuplicateKey(error: unknown): boolean {
  return isServerError(error) && error.code === DUPLICATE_KEY;
}

/**
 * Whether an upsert met a conflict. If two upserts find nothing at the same time, one inserts and the
 * other fails with a duplicate key; repeated, it finds the document and updates it.
 */
export const isUpsertConflict = (error: unknown): boolean =>
  isTransientConflict(error) || isDuplicateKey(error);

/**
 * Runs an operation, and repeats it a few times after conflicts, with growing random pauses.
 * @param run one database operation, which has no effect if it fails
 * @param isConflict whether a failure is worth another attempt
 * @param pause waits for some milliseconds; tests pass their own
 * @throws the error of the last attempt
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
      // Random, so that the same operations do not conflict again.
      await pause(randomInt(FIRST_PAUSE_MS * 2 ** retry));
    }
  }
}
