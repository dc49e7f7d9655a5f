import type { mongo } from 'mongoose';
import type { DatabaseCircuitBreaker } from './circuit-breaker';
import { isTransientConflict, isUpsertConflict, retryConflicts } from './conflicts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** These ask nothing themselves; what they return does. */
const CURSORS = new Set(['find', 'aggregate']);
const CURSOR_READS = ['toArray', 'next', 'hasNext'] as const;

/** Nobody waits for these behind a page, and an index over many documents takes its time. */
const UNWATCHED = new Set([
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
 * Puts every operation on collections of `db` under the watch, whoever asks for it, and runs it again
 * where it met a conflict with another one: Mongoose takes the collections of all its models from here.
 */
export function watchCollections(db: mongo.Db, watch: DatabaseCircuitBreaker): void {
  const open = db.collection.bind(db);
  db.collection = <T extends mongo.Document>(name: string, options?: mongo.CollectionOptions) =>
    watched(open<T>(name, options), watch);
}

function watched<C extends object>(collection: C, watch: DatabaseCircuitBreaker): C {
  const methods = new Map<PropertyKey, Method>();
  return new Proxy(collection, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function' || typeof key !== 'string' || UNWATCHED.has(key)) {
        return typeof value === 'function' ? value.bind(target) : value;
      }
      const known = methods.get(key);
      if (known !== undefined) return known;
      const method = (value as Method).bind(target);
      const wrapped: Method = CURSORS.has(key)
        ? (...args) => watchedCursor(method(...args) as object, watch)
        : (...args) =>
            retryConflicts(
              () => watch.within(() => method(...args) as Promise<unknown>),
              isUpsert(args) ? isUpsertConflict : isTransientConflict,
            );
      methods.set(key, wrapped);
      return wrapped;
    },
  });
}

/** The options come last: `updateOne(filter, update, options)` and the like. */
const isUpsert = (args: unknown[]): boolean =>
  (args.at(-1) as { upsert?: unknown } | undefined)?.upsert === true;

function watchedCursor(cursor: object, watch: DatabaseCircuitBreaker): object {
  for (const name of CURSOR_READS) {
    const read = (Reflect.get(cursor, name) as Method).bind(cursor);
    Reflect.set(cursor, name, () => watch.within(() => read() as Promise<unknown>));
  }
  return cursor;
}
