/** `npm run build`: installs packages and builds what has changed. */
import { build } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { log } from './lib/log.mjs';
import { parseFlags } from './lib/flags.mjs';
import { repoRoot } from './lib/paths.mjs';
import { runScript } from './lib/shutdown.mjs';

parseFlags('npm run build', 'Builds backend and frontend, each only if its inputs have changed.');

await runScript(async () => {
  await ensureInstalled({ root: repoRoot, log, env: process.env });
  await build({ log, env: process.env });
  return 0;
});
