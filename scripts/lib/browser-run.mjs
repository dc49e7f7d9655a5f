import { build } from './build.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureFirefox } from './firefox.mjs';
import { ensureNetworkMeans } from './network-means.mjs';
import { ensureInstalled } from './install.mjs';
import { log } from './log.mjs';
import { repoRoot } from './paths.mjs';
import { testEnvironment } from './runners.mjs';
import { startThrowawayDatabase } from './throwaway.mjs';

/**
 * Prepares a run in browsers: packages, the build, a database, Chromium, and Firefox if available.
 * @param {import('./shutdown.mjs').Lifetime} lifetime
 * @returns {Promise<NodeJS.ProcessEnv>} with `TEST_MONGODB_URI`, `CHROMIUM_PATH` and
 *   `FIREFOX_PATH`
 */
export async function prepareBrowserRun({ defer }) {
  const env = testEnvironment(process.env);
  await ensureInstalled({ root: repoRoot, log, env });
  const startingDatabase = startThrowawayDatabase({ log, env }).then((database) => {
    defer(database.stop);
    return database;
  });
  const [database, chromium, firefox, networks] = await Promise.all([
    startingDatabase,
    ensureChromium({ log, env }),
    ensureFirefox({ log, env }),
    ensureNetworkMeans({ log, env }),
    build({ log, env }),
  ]);
  return {
    ...env,
    ...networks.variables,
    TEST_MONGODB_URI: database.uri,
    CHROMIUM_PATH: chromium,
    FIREFOX_PATH: firefox,
  };
}
