import type { DatabaseCircuitBreaker } from './circuit-breaker';
import { isTransientConflict, isUpsertConflict, retryConflicts } from './conflicts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** The part of the driver's `Db` that is used here. */
interface Database {
  collection: (name: string, options?: never) => object;
}

/** These methods send nothing themselves; the cursors that they return do. */
const CURSOR_METHODS = new Set(['find', 'aggregate']);
const CURSOR_READS = ['toArray', 'next', 'hasNext'] as const;

/** No request waits for these, and an index over many documents takes its time. */
const UNGUARDED = new Set([
  'createIndex',
  'createIndexes',
  'drop',
  'dropIndex',
  'dropIndexes',
  'initializeOrderedBulkOp',
  'initializeUnorderedBulkOp',
  'listIndexes',
  'rename',
  'watch',
]);

/**
 * Runs every operation on collections of `db` through the circuit breaker, and again after a conflict
 * with another operation. Mongoose takes the collections of all its models from `db.collection`, so
 * one replaced method covers every model.
 *
 * There is no supported hook that could do this. Mongoose's middleware cannot fail an operation that
 * is already in progress, and the driver's command monitoring only observes.
 */
export function guardCollections(db: Database, breaker: DatabaseCircuitBreaker): void {
  const open = db.collection.bind(db);
  db.collection = (name, options) => guarded(open(name, options), breaker);
}

function guarded<C extends object>(collection: C, breaker: DatabaseCircuitBreaker): C {
  const methods = new Map<PropertyKey, Method>();
  return new Proxy(collection, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function' || typeof key !== 'string' || UNGUARDED.has(key)) {
        return typeof value === 'function' ? value.bind(target) : value;
      }
      const known = methods.get(key);
      if (known !== undefined) return known;
      const method = (value as Method).bind(target);
      const wrapped: Method = CURSOR_METHODS.has(key)
        ? (...args) => guardedCursor(method(...args) as object, breaker)
        : (...args) =>
            retryConflicts(
              () => breaker.run(() => method(...args) as Promise<unknown>),
              isUpsert(args) ? isUpsertConflict : isTransientConflict,
            );
      methods.set(key, wrapped);
      return wrapped;
    },
  });
}

/** The options are the last argument, as in `updateOne(filter, update, options)`. */
const isUpsert = (args: unknown[]): boolean =>
  (args.at(-1) as { upsert?: unknown } | undefined)?.upsert === true;

function guardedCursor(cursor: object, breaker: DatabaseCircuitBreaker): object {
  for (const name of CURSOR_READS) {
    const read = (Reflect.get(cursor, name) as Method).bind(cursor);
    Reflect.set(cursor, name, () => breaker.run(() => read() as Promise<unknown>));
  }
  return cursor;
}
