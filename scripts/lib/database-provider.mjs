import { UserError } from './log.mjs';

/**
 * @typedef {object} DatabaseContext
 * @property {string} dataDir absolute path of the folder that holds the data
 * @property {import('./log.mjs').Log} log
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} [throwaway] the data may be lost when the machine crashes
 */

/**
 * A running database.
 * @typedef {object} Database
 * @property {string} uri for the MongoDB driver; ends with `/` if these scripts started it
 * @property {string} kind its product name, or `MONGODB_URI`
 * @property {Promise<string>} [exited] resolves with its last output when it has ended
 * @property {() => Promise<void>} stop ends it without losing data
 */

/**
 * One way to get a database.
 * @typedef {object} DatabaseProvider
 * @property {string} name
 * @property {DataFolder} [keeps] where it keeps its data; absent if it does not run here
 * @property {(context: DatabaseContext) => Promise<() => Promise<Database>>} find returns a
 *   function that starts the database, or rejects with the reason why it is not available
 */

/**
 * @typedef {object} DataFolder
 * @property {string} engine product that can read the data
 * @property {string} folder its name inside the data folder
 * @property {string} sign a file or folder in it that exists as soon as there is data
 */

/**
 * @param {string} dataDir
 * @returns {UserError} for a provider whose data folder another process is using
 */
export function dataInUse(dataDir) {
  return new UserError(
    `The database in ${dataDir} is in use: Parley is already running with this folder. ` +
      'Stop it first, or set DATA_DIR to another folder.',
  );
}
