import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.mjs';
import { UserError } from './log.mjs';
import { cacheDir, repoRoot, shortHash } from './paths.mjs';
import { accepts } from './ports.mjs';

/** A kept test database ends itself when no command has used it for this long. */
const IDLE_LIMIT_MS = 15 * 60_000;
const HEARTBEAT_MS = 60_000;
const databaseScript = fileURLToPath(new URL('../database.mjs', import.meta.url));

/**
 * The file in the cache folder that remembers the test database of this checkout. It contains the
 * URI; its modification time is the last use.
 * @param {NodeJS.ProcessEnv} env
 */
const recordFile = (env) => join(cacheDir(env), `test-database-${shortHash(repoRoot)}.json`);

/**
 * Finds the test database that an earlier command left running, or starts one that outlives this
 * process and ends itself when it has been idle for `IDLE_LIMIT_MS`. While this process runs it
 * counts as use.
 * @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<string>} its URI
 * @throws {UserError} if no database is available
 */
export async function useTestDatabase({ log, env }) {
  const file = recordFile(env);
  const uri =
    (await findRunning(file)) ??
    (await withLock(`${file}.lock`, async () => {
      return (await findRunning(file)) ?? startKept(file, { log, env });
    }));
  setInterval(() => touch(file), HEARTBEAT_MS).unref();
  return uri;
}

/**
 * @param {string} file
 * @returns {Promise<string | undefined>} the URI in the record, if something listens there
 */
export async function findRunning(file) {
  const uri = readRecord(file);
  if (uri === undefined || !(await accepts(decodeURIComponent(new URL(uri).hostname)))) {
    return undefined;
  }
  touch(file);
  return uri;
}

/** @param {string} file @returns {string | undefined} */
function readRecord(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).uri;
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // The database has ended; the next command starts another one.
  }
}

/**
 * @param {string} file
 * @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<string>}
 */
async function startKept(file, { log, env }) {
  const child = spawn(process.execPath, [databaseScript, '--keep', file], {
    cwd: repoRoot,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const complaints = createInterface({ input: child.stderr }).on('line', log);
  try {
    return await new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.startsWith('MONGODB_URI=')) resolve(line.slice('MONGODB_URI='.length));
      });
      child.once('error', reject);
      child.once('exit', () => reject(new UserError('The test database could not be started.')));
    });
  } finally {
    complaints.close();
    // From here on this process neither waits for the database nor keeps its pipes open.
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  }
}

/**
 * Writes the record of a database and removes it when the database has been idle for long enough.
 * @param {string} file
 * @param {string} uri
 * @param {{ idleLimitMs?: number, everyMs?: number }} [times]
 * @returns {{ idle: Promise<void>, forget: () => void }} `idle` resolves when nothing has used the
 *   database for `idleLimitMs`; `forget` removes the record
 */
export function recordUse(file, uri, { idleLimitMs = IDLE_LIMIT_MS, everyMs = 10_000 } = {}) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ uri }), { mode: 0o600 });
  const idle = new Promise((/** @type {(value: void) => void} */ resolve) => {
    const timer = setInterval(() => {
      // The cache folder was deleted, or another database took over: no command finds this one.
      const isCurrent = readRecord(file) === uri;
      const usedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (isCurrent && Date.now() - usedAt < idleLimitMs) return;
      clearInterval(timer);
      resolve();
    }, everyMs);
  });
  const forget = () => {
    if (readRecord(file) === uri) rmSync(file, { force: true });
  };
  return { idle, forget };
}
