import mongoose, { type Connection } from 'mongoose';
import { DatabaseCircuitBreaker } from './circuit-breaker';
import type { Logger } from './logger';
import { watchCollections } from './guarded-collections';

export { isDuplicateKey } from './conflicts';
export type { Connection };

/**
 * Opens a connection of our own (never Mongoose's global one). Waits for the first contact; later
 * losses are the driver's to mend, and meanwhile every query fails within 2 s instead of queueing,
 * also those that a frozen database leaves without an answer ({@link DatabaseCircuitBreaker}). The sockets of
 * a frozen database are closed by the driver when its heartbeat fails, within 3 s.
 */
export async function connectDatabase(uri: string, logger: Logger): Promise<Connection> {
  const connection = mongoose.createConnection(uri, {
    serverSelectionTimeoutMS: 2_000,
    connectTimeoutMS: 2_000,
    socketTimeoutMS: 10_000,
    // What was given up must not be sent later, when a connection is free again.
    waitQueueTimeoutMS: 2_000,
    heartbeatFrequencyMS: 1_000,
    maxPoolSize: 20,
    minPoolSize: 2,
    bufferCommands: false,
    autoCreate: false,
    autoIndex: false,
  });
  // The caller hears of a first contact that fails, so nothing is logged before it.
  await connection.asPromise();
  let closing = false;
  connection.on('close', () => (closing = true));
  connection.on('disconnecting', () => (closing = true));
  connection.on('disconnected', () => closing || logger.warn('database connection lost'));
  connection.on('reconnected', () => logger.info('database connection back'));
  // Without a listener a background error would end the process.
  connection.on('error', (error: Error) => logger.error({ err: error }, 'database error'));
  watchAnswers(connection);
  return connection;
}

function watchAnswers(connection: Connection): void {
  const { db } = connection;
  if (db === undefined) throw new Error('not connected');
  // A question that goes to the storage; a hello or a ping may be answered in front of it.
  const nothing = db.collection('nothing');
  const watch = new DatabaseCircuitBreaker({
    probe: () => nothing.findOne({}),
    isAnswer: (error) => error instanceof mongoose.mongo.MongoServerError,
  });
  connection.on('close', () => watch.stop());
  watchCollections(db, watch);
}

/** Creates collections and indexes of every model that was made on the connection. */
export async function buildIndexes(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models)) {
    await model.createCollection();
    await model.createIndexes();
  }
}

/** Whether the database answers right now. Never rejects. */
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
