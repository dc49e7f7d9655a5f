import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repoRoot } from '../paths.mjs';
import { failed, passed, skipped } from './finding.mjs';

const NAME = 'Database';
const LIMIT_MS = 5_000;

/**
 * @typedef {object} DatabaseResult
 * @property {import('./finding.mjs').Finding} finding
 * @property {number} [skewMs] milliseconds by which its clock is ahead of this machine's
 */

/**
 * Checks that the database answers and that Parley may write to it, and reports which one it is.
 * @param {import('./target.mjs').Target} target
 * @param {boolean} isServerReady
 * @param {() => Driver} [loadDriver]
 * @returns {Promise<DatabaseResult>}
 */
export async function checkDatabase({ env }, isServerReady, loadDriver = driverOfServer) {
  if (env === undefined) {
    return {
      finding: skipped(NAME, 'only the server knows its address; run the doctor there too'),
    };
  }
  if (!env.MONGODB_URI) {
    return {
      finding: isServerReady
        ? passed(NAME, 'answers the server, which starts its own')
        : skipped(
            NAME,
            '`npm start` and docker-compose.yml start one; set MONGODB_URI to use your own',
          ),
    };
  }
  try {
    return await askDatabase(env.MONGODB_URI, loadDriver());
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'MODULE_NOT_FOUND') throw error;
    return { finding: skipped(NAME, 'the packages are not installed; run `npm start` once') };
  }
}

/** @typedef {import('mongoose').mongo.MongoClient} MongoClient */
/** @typedef {Pick<typeof import('mongoose').mongo, 'MongoClient'>} Driver */

/** Loads the driver from the packages of the server. @returns {Driver} */
function driverOfServer() {
  const require = createRequire(join(repoRoot, 'backend', 'package.json'));
  return require('mongoose').mongo;
}

/**
 * @param {string} uri
 * @param {Driver} driver
 * @returns {Promise<DatabaseResult>}
 */
async function askDatabase(uri, driver) {
  const client = clientFor(uri, driver);
  if (typeof client === 'string') {
    const remedy = 'Set MONGODB_URI to something like mongodb://127.0.0.1:27017/parley.';
    return { finding: failed(NAME, `MONGODB_URI is invalid: ${client}`, remedy) };
  }
  try {
    await client.connect();
    const skewMs = await skewOf(client);
    const kind = await kindOf(client);
    await tryWriting(client);
    return { finding: passed(NAME, `${kind} answers and may be written to`), skewMs };
  } catch (error) {
    return { finding: describe(error) };
  } finally {
    await client.close();
  }
}

/**
 * @param {string} uri
 * @param {Driver} driver
 * @returns {MongoClient | string} a string describes what is wrong with the URI
 */
function clientFor(uri, driver) {
  try {
    // Options here take precedence over those of the URI.
    const hasLimit = /[?&]serverSelectionTimeoutMS=/i.test(uri);
    return new driver.MongoClient(uri, {
      ...(!hasLimit && { serverSelectionTimeoutMS: LIMIT_MS }),
      connectTimeoutMS: LIMIT_MS,
      socketTimeoutMS: LIMIT_MS,
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @param {MongoClient} client */
async function skewOf(client) {
  const askedAt = Date.now();
  const { localTime } = await client.db().command({ hello: 1 });
  return localTime instanceof Date ? localTime.getTime() - (askedAt + Date.now()) / 2 : 0;
}

/** @param {MongoClient} client */
async function kindOf(client) {
  const info = await client.db().command({ buildInfo: 1 });
  const ferret = /** @type {{ version?: string } | undefined} */ (info.ferretdb);
  if (ferret === undefined) return `MongoDB ${info.version}`;
  return `FerretDB ${(ferret.version ?? '').replace(/^v/, '')}`.trim();
}

/** Writes to a temporary collection. @param {MongoClient} client */
async function tryWriting(client) {
  const collection = client.db().collection(`doctor_${randomBytes(6).toString('hex')}`);
  try {
    await collection.insertOne({ at: new Date() });
  } finally {
    await collection.drop().catch(() => {});
  }
}

/** @param {unknown} error */
function describe(error) {
  const { name, message, code } = /** @type {Error & { code?: unknown }} */ (error);
  if (code === 18 || /auth/i.test(message)) {
    return failed(
      NAME,
      'refuses this user, password or operation',
      'Correct the user in MONGODB_URI, and give it the role readWrite on this database.',
    );
  }
  if (name === 'MongoServerSelectionError' || name.startsWith('MongoNetwork')) {
    return failed(
      NAME,
      'does not answer',
      'Start it, and allow this machine in its firewall and access list (MONGODB_URI).',
    );
  }
  return failed(NAME, message, 'Look into the log of the database.');
}
