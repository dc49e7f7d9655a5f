/** `npm run bench [-- NAME…]`: builds, starts a database and runs all or the named benchmarks. */
import { join } from 'node:path';
import { prepareBrowserRun } from './lib/browser-run.mjs';
import { ensureFaketime } from './lib/faketime.mjs';
import { log } from './lib/log.mjs';
import { runVisibly } from './lib/runners.mjs';
import { runScript } from './lib/shutdown.mjs';
import { toolPath } from './lib/tools.mjs';

await runScript(async (lifetime) => {
  const env = await prepareBrowserRun(lifetime);
  await ensureFaketime({ log, env });
  const tsx = toolPath('tsx/dist/cli.mjs');
  const args = [tsx, join('bench', 'run.ts'), ...process.argv.slice(2)];
  return (await runVisibly(args, env)) ?? 1;
});
