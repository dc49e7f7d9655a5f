import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

/** @typedef {'MongoDB' | 'FerretDB'} Engine */

/**
 * One way to a database. `find` answers what to start, or throws with the reason why not.
 * @typedef {object} Choice
 * @property {string} name
 * @property {Engine} [engine] whose data it reads, where it is started here
 * @property {() => Promise<() => Promise<Database>>} find
 */

const usualAdvice =
  'Set MONGODB_URI (environment or .env) to a MongoDB 6 or newer, or install mongod.';

/** Where each engine keeps its data, and what is there as soon as it has some. */
const keeps = /** @type {const} */ ([
  { engine: 'MongoDB', folder: 'mongodb', sign: 'WiredTiger' },
  { engine: 'FerretDB', folder: 'ferretdb', sign: 'pg' },
]);

/**
 * Starts, or finds, a database that speaks MongoDB's protocol: the first that can be had of
 * `MONGODB_URI`, a mongod on the PATH, a downloaded mongod, FerretDB. Where the folder holds data
 * already, only what can read that is asked.
 * @param {DatabaseContext} context
 * @returns {Promise<Database>}
 * @throws {UserError} that lists the choices if none can be had, or says that the data is in use
 */
export async function startDatabase(context) {
  const { env, log, dataDir } = { ...context, dataDir: resolve(context.dataDir) };
  const whole = { ...context, dataDir };
  if (env.MONGODB_URI) return firstAvailable(databaseChoices(whole));
  mkdirSync(dataDir, { recursive: true });
  const kept = keptIn(dataDir);
  if (kept.length > 1) {
    log(
      `Both ${kept.map(({ folder }) => folder).join(' and ')} in ${dataDir} hold data; the first ` +
        'that starts is used. Move away the one that you do not want.',
    );
  }
  return firstAvailable(databaseChoices(whole), kept[0] && adviceFor(kept[0]));
}

/** @param {string} dataDir */
const keptIn = (dataDir) =>
  keeps
    .map((keep) => ({ ...keep, folder: join(dataDir, keep.folder) }))
    .filter(({ folder, sign }) => existsSync(join(folder, sign)));

/** @param {{ engine: Engine, folder: string }} kept */
const adviceFor = ({ engine, folder }) =>
  `The data in ${folder} is ${engine}'s, and any other database would be empty. Mend what is ` +
  'listed, set MONGODB_URI, or move this folder away to begin with an empty database.';

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
 * @returns {Choice[]} in the order of preference; another database than the one that has written
 *   the data would be empty, and every account seem gone
 */
export function databaseChoices(context) {
  const kept = keptIn(context.dataDir).map(({ engine }) => engine);
  return allChoices(context).filter(
    ({ engine }) => engine === undefined || kept.length === 0 || kept.includes(engine),
  );
}

/**
 * @param {DatabaseContext} context
 * @returns {Choice[]}
 */
function allChoices(context) {
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
      engine: 'MongoDB',
      find: async () => {
        const mongod = which('mongod', env);
        if (!mongod) throw new Error('there is none');
        return () => startMongod(mongod, context);
      },
    },
    {
      name: 'MongoDB downloaded by mongodb-memory-server',
      engine: 'MongoDB',
      find: async () => {
        const mongod = await memoryServerBinary({ env, log });
        return () => startMongod(mongod, context);
      },
    },
    {
      name: 'FerretDB on PostgreSQL, set up by this script',
      engine: 'FerretDB',
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
 * @param {string} [advice] for when none can be had
 * @returns {Promise<Database>}
 */
export async function firstAvailable(choices, advice = usualAdvice) {
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
      advice,
    ].join('\n'),
  );
}
