/** `npm run e2e`: builds, starts a database and runs browser tests. Arguments go to Playwright. */
import { prepareBrowserRun } from './lib/browser-run.mjs';
import { runPlaywright } from './lib/runners.mjs';
import { runScript } from './lib/shutdown.mjs';
import { conclude } from './lib/steps.mjs';

await runScript(async (lifetime) => {
  const env = await prepareBrowserRun(lifetime);
  return conclude([await runPlaywright(env, process.argv.slice(2))]);
});
