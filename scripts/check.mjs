/** `npm run check`: types, lint, format, unit and integration tests; arguments go to vitest. */
import { runStaticChecks } from './lib/checks.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { log } from './lib/log.mjs';
import { repoRoot } from './lib/paths.mjs';
import { runVitest, testEnvironment } from './lib/runners.mjs';
import { runScript } from './lib/shutdown.mjs';
import { conclude } from './lib/steps.mjs';
import { startThrowawayDatabase } from './lib/throwaway.mjs';

await runScript(async ({ defer }) => {
  const env = testEnvironment(process.env, {});
  await ensureInstalled({ root: repoRoot, log, env });
  const database = await startThrowawayDatabase({ log, env });
  defer(database.stop);
  const checks = await runStaticChecks(env);
  const unit = await runVitest({ ...env, TEST_MONGODB_URI: database.uri }, process.argv.slice(2));
  return conclude([...checks, unit]);
});
