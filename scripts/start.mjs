/** `npm start`: from a fresh checkout to a running Parley. */
import { join } from 'node:path';
import { startAppServer } from './lib/app-server.mjs';
import { build } from './lib/build.mjs';
import { startDatabase, withDatabaseName } from './lib/database.mjs';
import { addressOf, dataDirOf, loadEnvironment, portOf } from './lib/environment.mjs';
import { parseFlags } from './lib/flags.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { log, UserError } from './lib/log.mjs';
import { repoRoot } from './lib/paths.mjs';
import { runScript } from './lib/shutdown.mjs';

parseFlags('npm start', 'Installs, builds what changed, finds a database and runs Parley.', {
  notes:
    'PORT (3000), HOST, DATA_DIR (.data), MONGODB_URI and the other variables of .env.example\n' +
    'come from the environment or from .env. Ctrl-C ends everything.',
});

/** @param {import('./lib/shutdown.mjs').Lifetime} lifetime */
async function main({ defer, isEnding }) {
  const env = loadEnvironment();
  const dataDir = dataDirOf(env);
  const logFile = join(dataDir, 'server.log');
  const port = await portOf(env);
  await ensureInstalled({ root: repoRoot, log, env });

  const startingDatabase = startDatabase({ dataDir, log, env }).then((database) => {
    defer(database.stop);
    return database;
  });
  const [database] = await Promise.all([startingDatabase, build({ log, env })]);

  const server = await startAppServer({
    args: ['--enable-source-maps', join('backend', 'dist', 'server.js')],
    cwd: repoRoot,
    env: {
      ...env,
      MONGODB_URI: withDatabaseName(database, 'parley'),
      PORT: String(port),
      DATA_DIR: dataDir,
    },
    logFile,
  });
  defer(server.stop);
  log(`Parley is running at ${addressOf(env.HOST, server.port)} (Ctrl-C stops it).`);

  const databaseEnded = database.exited?.then((lastWords) => {
    throw new UserError(`The database (${database.kind}) has ended by itself. ${lastWords}`);
  });
  const { code, signal } = await Promise.race([server.exited, databaseEnded ?? server.exited]);
  if (isEnding()) return 0;
  log(`The server has ended by itself (${signal ?? `exit code ${code}`}); see ${logFile}.`);
  return code ?? 1;
}

await runScript(main, { interruptedCode: 0, onInterrupt: () => log('Stopping Parley.') });
