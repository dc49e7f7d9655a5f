import type { DatabaseCircuitBreaker } from './circuit-breaker';
import { isTransientConflict, isUpsertConflict, retryConflicts } from './conflicts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Learns how long an operation took, such as `findOne`, and whether it succeeded. */
export type ObserveOperation = (operation: string, isOk: boolean, seconds: number) => void;

type Run = <T>(name: string, operation: () => Promise<T>) => Promise<T>;

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
export function guardCollections(
  db: Database,
  breaker: DatabaseCircuitBreaker,
  observe: ObserveOperation,
): void {
  const open = db.collection.bind(db);
  const run: Run = async (name, operation) => {
    const since = performance.now();
    let isOk = false;
    try {
      const response = await breaker.run(operation);
      isOk = true;
      return response;
    } finally {
      observe(name, isOk, (performance.now() - since) / 1_000);
    }
  };
  db.collection = (name, options) => guarded(open(name, options), run);
}

function guarded<C extends object>(collection: C, run: Run): C {
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
        ? (...args) => guardedCursor(key, method(...args) as object, run)
        : (...args) =>
            retryConflicts(
              () => run(key, () => method(...args) as Promise<unknown>),
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

function guardedCursor(method: string, cursor: object, run: Run): object {
  for (const name of CURSOR_READS) {
    const read = (Reflect.get(cursor, name) as Method).bind(cursor);
    Reflect.set(cursor, name, () => run(method, () => read() as Promise<unknown>));
  }
  return cursor;
}
