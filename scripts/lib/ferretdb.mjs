import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { databaseProgram, ensureFerretdb } from './ferretdb-setup.mjs';
import { UserError } from './log.mjs';
import { end, privateMounts, start } from './processes.mjs';

const exitInUse = 3;

/**
 * Runs FerretDB with its PostgreSQL on sockets that no other account can reach; its data is in
 * `dataDir/ferretdb`.
 * @param {import('./database.mjs').DatabaseContext} context
 * @returns {Promise<import('./database.mjs').Database>}
 */
export async function startFerretdb({ dataDir, log, env, throwaway = false }) {
  const { root, programs, template } = await ensureFerretdb({ log, env });
  const data = join(dataDir, 'ferretdb');
  mkdirSync(data, { recursive: true });
  const owned = start(
    'unshare',
    [
      ...privateMounts,
      '--',
      databaseProgram(programs),
      '--root',
      root,
      '--data',
      data,
      '--template',
      join(template, 'pg'),
      ...(throwaway ? ['--throwaway'] : []),
    ],
    { env },
  );
  let complaint = '';
  owned.child.stderr?.setEncoding('utf8').on('data', (text) => (complaint += text));

  const ended = owned.exited.then(({ code }) => {
    if (code === exitInUse) throw inUse(dataDir);
    throw new Error(`FerretDB ended with ${code} before it was ready.\n${complaint}`);
  });
  const uri = await Promise.race([readUri(owned), ended]);
  ended.catch(() => {});
  return {
    uri,
    kind: 'FerretDB',
    exited: owned.exited.then(() => complaint.trim()),
    // PostgreSQL writes a checkpoint before it ends and has a limit of its own (30 s).
    stop: () => end(owned, { limitMs: 40_000 }),
  };
}

/**
 * @param {string} dataDir
 * @returns {UserError}
 */
export function inUse(dataDir) {
  return new UserError(
    `The database in ${dataDir} is in use: Parley is already running with this folder. ` +
      'Stop it first, or set DATA_DIR to another folder.',
  );
}

/**
 * @param {import('./processes.mjs').Owned} owned
 * @returns {Promise<string>} never settles if the program ends before it is ready
 */
function readUri({ child }) {
  return new Promise((resolve) => {
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line).uri));
  });
}
