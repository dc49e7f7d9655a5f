/**
 * `npm run check`: everything but the browser tests. `npm run lint` and `npm run typecheck` name the
 * static checks that they want; those run without the unit tests.
 */
import { runStaticChecks, STATIC_CHECKS } from './lib/checks.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { log, logToStderr } from './lib/log.mjs';
import { repoRoot } from './lib/paths.mjs';
import { runVitest, testEnvironment } from './lib/runners.mjs';
import { runScript } from './lib/shutdown.mjs';
import { conclude } from './lib/steps.mjs';

const names = STATIC_CHECKS.filter((name) => process.argv.slice(2).includes(name));
const unknown = process.argv.slice(2).filter((arg) => !STATIC_CHECKS.some((name) => name === arg));
if (unknown.length > 0) {
  logToStderr(
    `Unknown: ${unknown.join(' ')}. The checks are ${STATIC_CHECKS.join(', ')}; ` +
      '`npm test -- FILE` runs a test file.',
  );
  process.exit(2);
}

await runScript(async () => {
  const env = testEnvironment(process.env);
  await ensureInstalled({ root: repoRoot, log, env });
  if (names.length > 0) return conclude(await runStaticChecks(env, names));
  return conclude([...(await runStaticChecks(env)), await runVitest(env)]);
});
