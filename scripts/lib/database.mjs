import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ferretdb } from '../../tools/ferretdb/index.mjs';
import { UserError } from './log.mjs';
import { downloadedMongod } from './memory-server.mjs';
import { mongodOnPath } from './mongod.mjs';

/** @typedef {import('./database-provider.mjs').Database} Database */
/** @typedef {import('./database-provider.mjs').DatabaseContext} DatabaseContext */
/** @typedef {import('./database-provider.mjs').DatabaseProvider} DatabaseProvider */
/** @typedef {import('./database-provider.mjs').DataFolder} DataFolder */

/** @type {DatabaseProvider} */
const mongodbUri = {
  name: 'MONGODB_URI',
  find: async ({ env }) => {
    const uri = env.MONGODB_URI;
    if (!uri) throw new Error('it is not set');
    return async () => ({ uri, kind: 'MONGODB_URI', stop: async () => {} });
  },
};

/** In order of preference. */
export const PROVIDERS = [mongodbUri, mongodOnPath, downloadedMongod, ferretdb];

const usualAdvice =
  'Set MONGODB_URI (environment or .env) to a MongoDB 6 or newer, or install mongod.';

/**
 * Starts or finds a database that speaks the MongoDB protocol: the first available of `providers`.
 * If the folder already holds data, only the providers that can read it are tried: another database
 * would be empty, and every account would seem to be gone.
 * @param {DatabaseContext} context `dataDir` may be relative
 * @param {readonly DatabaseProvider[]} [providers] in order of preference
 * @returns {Promise<Database>}
 * @throws {UserError} that lists the providers if none is available, or says that the data is in use
 */
export async function startDatabase(context, providers = PROVIDERS) {
  const whole = { ...context, dataDir: resolve(context.dataDir) };
  const { env, log, dataDir } = whole;
  if (env.MONGODB_URI) return firstAvailable(providers, whole);
  mkdirSync(dataDir, { recursive: true });
  const holding = foldersWithData(dataDir, providers);
  if (holding.length > 1) {
    log(
      `Both ${holding.map(({ path }) => path).join(' and ')} hold data; Parley uses the first ` +
        'database that starts. Move away the folder that you do not want.',
    );
  }
  return firstAvailable(
    providersFor(dataDir, providers),
    whole,
    holding[0] && adviceFor(holding[0]),
  );
}

/**
 * @param {string} dataDir
 * @param {readonly DatabaseProvider[]} providers
 * @returns {DatabaseProvider[]} all, or only those that can read the data in the folder
 */
export function providersFor(dataDir, providers) {
  const engines = foldersWithData(dataDir, providers).map(({ engine }) => engine);
  return providers.filter(
    ({ keeps }) => keeps === undefined || engines.length === 0 || engines.includes(keeps.engine),
  );
}

/**
 * @param {string} dataDir
 * @param {readonly DatabaseProvider[]} providers
 * @returns {{ engine: string, path: string }[]} one for each engine that has data there
 */
function foldersWithData(dataDir, providers) {
  const folders = new Map(providers.flatMap(({ keeps }) => (keeps ? [[keeps.folder, keeps]] : [])));
  return [...folders.values()]
    .map(({ engine, folder, sign }) => ({ engine, sign, path: join(dataDir, folder) }))
    .filter(({ path, sign }) => existsSync(join(path, sign)));
}

/** @param {{ engine: string, path: string }} holding */
const adviceFor = ({ engine, path }) =>
  `The data in ${path} is ${engine}'s, and any other database would be empty. Fix what is ` +
  'listed, set MONGODB_URI, or move this folder away to begin with an empty database.';

/**
 * @param {Database} database
 * @param {string} name of the database to use, unless MONGODB_URI names one
 * @returns {string}
 */
export function withDatabaseName({ uri, kind }, name) {
  return kind === 'MONGODB_URI' ? uri : `${uri}${name}`;
}

/**
 * @param {readonly DatabaseProvider[]} providers
 * @param {DatabaseContext} context
 * @param {string} [advice] for the message if none is available
 * @returns {Promise<Database>}
 * @throws {UserError}
 */
export async function firstAvailable(providers, context, advice = usualAdvice) {
  /** @type {string[]} */
  const reasons = [];
  for (const { name, find } of providers) {
    try {
      return await (await find(context))();
    } catch (error) {
      // Another database would not contain the data that is in use.
      if (error instanceof UserError) throw error;
      reasons.push(`  - ${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new UserError(
    [
      'No database is available. Parley needs one that speaks the MongoDB protocol:',
      ...reasons,
      advice,
    ].join('\n'),
  );
}
