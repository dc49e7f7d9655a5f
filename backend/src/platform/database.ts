import mongoose, { type Connection } from 'mongoose';
import { DatabaseCircuitBreaker } from './circuit-breaker';
import { guardCollections, type ObserveOperation } from './guarded-collections';
import type { Logger } from './logger';

export type { Connection };

/**
 * Opens a connection of our own, not Mongoose's global one, and waits for the first contact. Later
 * the driver reconnects by itself. Until then every query fails within 2 s instead of waiting, also
 * if a database that hangs sends no response ({@link DatabaseCircuitBreaker}). The driver closes the
 * sockets of such a database when its heartbeat fails, within 3 s.
 * @param observe called after each operation
 * @throws {Error} if there is no first contact; see `describeDatabaseProblem`
 */
export async function connectDatabase(
  uri: string,
  logger: Logger,
  observe: ObserveOperation = () => undefined,
): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: 2_000,
    connectTimeoutMS: 2_000,
    socketTimeoutMS: 10_000,
    // An operation that has failed must not be sent later, when a connection is free again.
    waitQueueTimeoutMS: 2_000,
    heartbeatFrequencyMS: 1_000,
    maxPoolSize: 20,
    minPoolSize: 2,
    bufferCommands: false,
    autoCreate: false,
    autoIndex: false,
  });
  // A failed first contact is thrown to the caller, so nothing is logged before it.
  await connection.asPromise();
  let closing = false;
  connection.on('close', () => (closing = true));
  connection.on('disconnecting', () => (closing = true));
  connection.on('disconnected', () => closing || logger.warn('database connection lost'));
  connection.on('reconnected', () => logger.info('database connection back'));
  // Without a listener, a background error would end the process.
  connection.on('error', (error: Error) => logger.error({ err: error }, 'database error'));
  installCircuitBreaker(connection, observe);
  return connection;
}

function installCircuitBreaker(connection: Connection, observe: ObserveOperation): void {
  const { db } = connection;
  if (db === undefined) throw new Error('not connected');
  // A query that reaches the storage. FerretDB answers a hello or a ping without it.
  const nothing = db.collection('nothing');
  const breaker = new DatabaseCircuitBreaker({
    probe: () => nothing.findOne({}),
    isResponse: (error) => error instanceof mongoose.mongo.MongoServerError,
  });
  connection.on('close', () => breaker.stop());
  guardCollections(db, breaker, observe);
}

/** Creates the collections and indexes of all models of the connection. */
export async function buildIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) {
    await model.createCollection();
    await model.createIndexes();
  }
}

/** Whether the database responds within the time. Never rejects. */
export async function pingDatabase(connection: Connection, timeoutMs = 1_500): Promise<boolean> {
  const ping = connection.db?.admin().ping() ?? Promise.reject(new Error('not connected'));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([ping.then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
