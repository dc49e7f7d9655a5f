/** `npm run users`: what the operator does with accounts. */
import { join } from 'node:path';
import { buildBackendOnly } from './lib/build.mjs';
import { startDatabase, withDatabaseName } from './lib/database.mjs';
import { loadEnvironment, makeDataDir } from './lib/environment.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { logToStderr } from './lib/log.mjs';
import { repoRoot } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { readRunningDatabase } from './lib/running-database.mjs';
import { runScript } from './lib/shutdown.mjs';

await runScript(async ({ defer }) => {
  const env = loadEnvironment();
  const dataDir = makeDataDir(env);
  const log = logToStderr;
  await ensureInstalled({ root: repoRoot, log, env });
  await buildBackendOnly({ log, env });
  let uri = env.MONGODB_URI || readRunningDatabase(dataDir);
  if (!uri) {
    const database = await startDatabase({ dataDir, log, env });
    defer(database.stop);
    uri = withDatabaseName(database, 'parley');
  }
  const { code, output } = await run(
    process.execPath,
    [
      '--enable-source-maps',
      join(repoRoot, 'backend', 'dist', 'users.js'),
      ...process.argv.slice(2),
    ],
    { cwd: repoRoot, env: { ...env, MONGODB_URI: uri, DATA_DIR: dataDir } },
  );
  process.stdout.write(output);
  return code ?? 1;
});
