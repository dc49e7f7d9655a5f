/**
 * `node scripts/database.mjs [--throwaway] [--data-dir DIR]`: runs a database alone, prints
 * `MONGODB_URI=…` on stdout and ends with Ctrl-C, SIGTERM or when its stdin is closed.
 */
import { parseArgs } from 'node:util';
import { startDatabase } from './lib/database.mjs';
import { logToStderr } from './lib/log.mjs';
import { runScript } from './lib/shutdown.mjs';
import { startThrowawayDatabase } from './lib/throwaway.mjs';

const { values } = parseArgs({
  options: {
    throwaway: { type: 'boolean', default: false },
    'data-dir': { type: 'string', default: process.env.DATA_DIR || '.data' },
  },
});

await runScript(
  async ({ defer }) => {
    const context = { env: process.env, log: logToStderr };
    const database = values.throwaway
      ? await startThrowawayDatabase(context)
      : await startDatabase({ ...context, dataDir: values['data-dir'] });
    defer(database.stop);
    console.log(`MONGODB_URI=${database.uri}`);
    const stdinClosed = new Promise((resolve) => process.stdin.on('end', resolve).resume());
    const reason = await Promise.race([stdinClosed, database.exited ?? new Promise(() => {})]);
    if (typeof reason !== 'string') return 0;
    logToStderr(`The database has ended. ${reason}`);
    return 1;
  },
  { interruptedCode: 0 },
);
