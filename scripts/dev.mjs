/** `npm run dev`: the server and Vite at one address, both with reload. */
import { join } from 'node:path';
import { startAppServer } from './lib/app-server.mjs';
import { startDatabase, withDatabaseName } from './lib/database.mjs';
import { addressOf, loadEnvironment, makeDataDir, portOf } from './lib/environment.mjs';
import { parseFlags } from './lib/flags.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { log, UserError } from './lib/log.mjs';
import { repoRoot } from './lib/paths.mjs';
import { freePort } from './lib/ports.mjs';
import { end, startNode } from './lib/processes.mjs';
import { runScript } from './lib/shutdown.mjs';
import { toolPath } from './lib/tools.mjs';

parseFlags('npm run dev', 'Runs the server and the Vite development server, both with reload.');

/** @param {import('./lib/shutdown.mjs').Lifetime} lifetime */
async function main({ defer }) {
  const env = loadEnvironment();
  const dataDir = makeDataDir(env);
  const port = (await portOf(env)) || (await freePort());
  await ensureInstalled({ root: repoRoot, log, env });
  const database = await startDatabase({ dataDir, log, env });
  defer(database.stop);

  const address = addressOf(env.HOST, port);
  const server = await startAppServer({
    args: [toolPath('tsx/dist/cli.mjs'), 'watch', '--clear-screen=false', 'src/server.ts'],
    cwd: join(repoRoot, 'backend'),
    env: {
      ...env,
      MONGODB_URI: withDatabaseName(database, 'parley'),
      HOST: '127.0.0.1',
      // Vite's proxy points to one port, so the server must keep it over restarts.
      PORT: String(await freePort()),
      DATA_DIR: dataDir,
      // Vite, which is in front of the server, speaks HTTP.
      TLS_CERT_FILE: '',
      TLS_KEY_FILE: '',
      // Vite serves the pages, so their origin is Vite's.
      ALLOWED_ORIGINS: [env.ALLOWED_ORIGINS, address].filter(Boolean).join(','),
    },
    logFile: join(dataDir, 'server.log'),
  });
  defer(server.stop);

  const vite = startNode(
    [
      toolPath('vite/bin/vite.js', 'frontend'),
      '--port',
      String(port),
      '--strictPort',
      '--host',
      env.HOST || '0.0.0.0',
      '--logLevel',
      'warn',
    ],
    {
      cwd: join(repoRoot, 'frontend'),
      env: { ...env, PARLEY_BACKEND_URL: `http://127.0.0.1:${server.port}` },
      stdio: ['pipe', 'inherit', 'inherit'],
    },
  );
  defer(() => end(vite));
  log(`Parley is running at ${address} and reloads changed code (Ctrl-C stops it).`);

  const databaseEnded = database.exited?.then((lastOutput) => {
    throw new UserError(`The database (${database.kind}) has ended unexpectedly. ${lastOutput}`);
  });
  const ends = [server.exited, vite.exited, databaseEnded ?? vite.exited];
  const { code } = await Promise.race(ends);
  return code ?? 1;
}

await runScript(main, { interruptedCode: 0, onInterrupt: () => log('Stopping.') });
