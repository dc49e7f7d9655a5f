import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { dataInUse } from '../../scripts/lib/database-provider.mjs';
import { end, start } from '../../scripts/lib/processes.mjs';
import { databaseCommand, ensureFerretdb, obstacle } from './setup.mjs';

/** Exit code of our Go program when another process works on the same data folder. */
const exitInUse = 3;
/** PostgreSQL writes a checkpoint before it ends, for which it takes at most 30 s. */
const stopLimitMs = 40_000;

/**
 * The only thing that the rest of the repository imports from this folder.
 * @type {import('../../scripts/lib/database-provider.mjs').DatabaseProvider}
 */
export const ferretdb = {
  name: 'FerretDB on PostgreSQL, set up by this script',
  keeps: { engine: 'FerretDB', folder: 'ferretdb', sign: 'pg' },
  find: async (context) => {
    const reason = obstacle(context.env);
    if (reason) throw new Error(reason);
    return () => startFerretdb(context);
  },
};

/**
 * Runs FerretDB and its PostgreSQL on sockets that no other account can reach. The data is in
 * `dataDir/ferretdb`.
 * @param {import('../../scripts/lib/database-provider.mjs').DatabaseContext} context
 * @returns {Promise<import('../../scripts/lib/database-provider.mjs').Database>}
 * @throws {import('../../scripts/lib/log.mjs').UserError} if another process is using the data
 */
async function startFerretdb({ dataDir, log, env, throwaway = false }) {
  const parts = await ensureFerretdb({ log, env });
  const data = join(dataDir, 'ferretdb');
  mkdirSync(data, { recursive: true });
  const template = ['--template', join(parts.template, 'pg')];
  const [command, args] = databaseCommand(parts, data, [
    ...template,
    ...(throwaway ? ['--throwaway'] : []),
  ]);
  const owned = start(command, args, { env });
  let complaint = '';
  owned.child.stderr?.setEncoding('utf8').on('data', (text) => (complaint += text));

  const ended = owned.exited.then(({ code }) => {
    if (code === exitInUse) throw dataInUse(dataDir);
    throw new Error(`FerretDB ended with ${code} before it was ready.\n${complaint}`);
  });
  const uri = await Promise.race([readUri(owned), ended]);
  ended.catch(() => {});
  return {
    uri,
    kind: 'FerretDB',
    exited: owned.exited.then(() => complaint.trim()),
    stop: () => end(owned, { limitMs: stopLimitMs }),
  };
}

/**
 * @param {import('../../scripts/lib/processes.mjs').Owned} owned
 * @returns {Promise<string>} never settles if the program ends before it is ready
 */
function readUri({ child }) {
  return new Promise((resolve) => {
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line).uri));
  });
}
