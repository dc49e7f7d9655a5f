import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { ferretdbObstacle } from './ferretdb-setup.mjs';
import { startFerretdb } from './ferretdb.mjs';
import { UserError } from './log.mjs';
import { memoryServerBinary } from './memory-server.mjs';
import { startMongod } from './mongod.mjs';
import { which } from './processes.mjs';

/**
 * @typedef {object} DatabaseContext
 * @property {string} dataDir folder that holds the data
 * @property {import('./log.mjs').Log} log
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} [throwaway] the data need not survive a crash of the machine
 */

/**
 * @typedef {object} Database
 * @property {string} uri for the MongoDB driver; ends with `/` where the database was started here
 * @property {string} kind in words
 * @property {Promise<string>} [exited] settles with its last words when it has ended
 * @property {() => Promise<void>} stop ends it in order, losing nothing
 */

/**
 * One way to a database. `find` answers what to start, or throws with the reason why not.
 * @typedef {{ name: string, find: () => Promise<() => Promise<Database>> }} Choice
 */

/**
 * Starts, or finds, a database that speaks MongoDB's protocol: the first that can be had of
 * `MONGODB_URI`, a mongod on the PATH, a downloaded mongod, FerretDB.
 * @param {DatabaseContext} context
 * @returns {Promise<Database>}
 * @throws {UserError} that lists the choices if none can be had, or says that the data is in use
 */
export async function startDatabase(context) {
  const whole = { ...context, dataDir: resolve(context.dataDir) };
  if (!whole.env.MONGODB_URI) mkdirSync(whole.dataDir, { recursive: true });
  return firstAvailable(databaseChoices(whole));
}

/**
 * @param {Database} database
 * @param {string} name of the database to use, unless the person's own address names one
 * @returns {string}
 */
export function withDatabaseName({ uri, kind }, name) {
  return kind === 'MONGODB_URI' ? uri : `${uri}${name}`;
}

/**
 * @param {DatabaseContext} context
 * @returns {Choice[]} in the order of preference
 */
export function databaseChoices(context) {
  const { env, log } = context;
  return [
    {
      name: 'MONGODB_URI',
      find: async () => {
        const uri = env.MONGODB_URI;
        if (!uri) throw new Error('it is not set');
        return async () => ({ uri, kind: 'MONGODB_URI', stop: async () => {} });
      },
    },
    {
      name: 'mongod on the PATH',
      find: async () => {
        const mongod = which('mongod', env);
        if (!mongod) throw new Error('there is none');
        return () => startMongod(mongod, context);
      },
    },
    {
      name: 'MongoDB downloaded by mongodb-memory-server',
      find: async () => {
        const mongod = await memoryServerBinary({ env, log });
        return () => startMongod(mongod, context);
      },
    },
    {
      name: 'FerretDB on PostgreSQL, set up by this script',
      find: async () => {
        const obstacle = ferretdbObstacle(env);
        if (obstacle) throw new Error(obstacle);
        return () => startFerretdb(context);
      },
    },
  ];
}

/**
 * @param {Choice[]} choices
 * @returns {Promise<Database>}
 */
export async function firstAvailable(choices) {
  /** @type {string[]} */
  const reasons = [];
  for (const { name, find } of choices) {
    try {
      return await (await find())();
    } catch (error) {
      // Another database would not have the data that is in use.
      if (error instanceof UserError) throw error;
      reasons.push(`  - ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new UserError(
    [
      'No database can be had. Parley needs one that speaks the MongoDB protocol:',
      ...reasons,
      'Set MONGODB_URI (environment or .env) to a MongoDB 6 or newer, or install mongod.',
    ].join('\n'),
  );
}
