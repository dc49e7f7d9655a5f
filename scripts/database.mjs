/**
 * `node scripts/database.mjs [--throwaway] [--data-dir DIR]`: runs a database alone, prints
 * `MONGODB_URI=…` on stdout and ends with Ctrl-C, SIGTERM or when its stdin is closed.
 *
 * With `--keep FILE` it runs a throwaway database for tests, writes its URI to FILE and ends when
 * FILE has not been touched for a while.
 */
import { parseArgs } from 'node:util';
import { startDatabase } from './lib/database.mjs';
import { logToStderr } from './lib/log.mjs';
import { runScript } from './lib/shutdown.mjs';
import { recordUse } from './lib/test-database.mjs';
import { startThrowawayDatabase } from './lib/throwaway.mjs';

const { values } = parseArgs({
  options: {
    throwaway: { type: 'boolean', default: false },
    keep: { type: 'string' },
    'data-dir': { type: 'string', default: process.env.DATA_DIR || '.data' },
  },
});

await runScript(
  async ({ defer }) => {
    const context = { env: process.env, log: logToStderr };
    const database =
      values.throwaway || values.keep !== undefined
        ? await startThrowawayDatabase(context)
        : await startDatabase({ ...context, dataDir: values['data-dir'] });
    defer(database.stop);
    const end = values.keep === undefined ? stdinClosed() : idle(values.keep, database.uri, defer);
    console.log(`MONGODB_URI=${database.uri}`);
    const reason = await Promise.race([end, database.exited ?? new Promise(() => {})]);
    if (typeof reason !== 'string') return 0;
    logToStderr(`The database has ended. ${reason}`);
    return 1;
  },
  { interruptedCode: 0 },
);

/** @returns {Promise<void>} */
function stdinClosed() {
  return new Promise((resolve) => process.stdin.on('end', resolve).resume());
}

/**
 * @param {string} file
 * @param {string} uri
 * @param {import('./lib/shutdown.mjs').Lifetime['defer']} defer
 */
function idle(file, uri, defer) {
  const use = recordUse(file, uri);
  defer(async () => use.forget());
  return use.idle;
}
