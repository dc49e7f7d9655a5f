/**
 * `npm test`: everything that is checked, from a fresh checkout, but for the browser tests that take
 * minutes (`npm run e2e -- --project=long`); the last line is the result.
 */
import { runBuild, runStaticChecks } from './lib/checks.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { ensureFirefox, NO_FIREFOX } from './lib/firefox.mjs';
import { ensureNetworkMeans } from './lib/network-means.mjs';
import { parseFlags } from './lib/flags.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { log, secondsSince } from './lib/log.mjs';
import { repoRoot } from './lib/paths.mjs';
import { runPlaywright, runVitest, testEnvironment } from './lib/runners.mjs';
import { runScript } from './lib/shutdown.mjs';
import { conclude, runStep } from './lib/steps.mjs';
import { startThrowawayDatabase } from './lib/throwaway.mjs';

parseFlags(
  'npm test',
  'Types, lint, format, unit, integration and browser tests, without the long ones.',
  {
    notes:
      'TEST_MONGODB_URI uses a database that runs already; CHROMIUM_PATH names a Chromium and\n' +
      'FIREFOX_PATH a Firefox. With CI set a skipped test has failed, unless what it needs cannot be had on this machine.',
  },
);

/** @param {import('./lib/shutdown.mjs').Lifetime} lifetime */
async function main({ defer }) {
  const env = testEnvironment(process.env, {});
  const startedAt = performance.now();
  try {
    await ensureInstalled({ root: repoRoot, log, env });
  } catch (error) {
    return conclude([await runStep('install', () => Promise.reject(error))]);
  }

  // What waits for the network goes on beside what needs the processor.
  const startingDatabase = startThrowawayDatabase({ log, env }).then((database) => {
    defer(database.stop);
    return database;
  });
  const findingChromium = ensureChromium({ log, env });
  const findingFirefox = ensureFirefox({ log, env });
  const findingNetworks = ensureNetworkMeans({ log, env });
  // Their failures belong to the steps that need them, which come later.
  for (const promise of [startingDatabase, findingChromium, findingFirefox, findingNetworks])
    promise.catch(() => {});

  const checks = [...(await runStaticChecks(env)), await runBuild(env)];
  const unit = await withNeeds('unit and integration tests', async () => {
    const TEST_MONGODB_URI = (await startingDatabase).uri;
    return () => runVitest({ ...env, TEST_MONGODB_URI });
  });
  const browser = await withNeeds('browser tests', async () => {
    const TEST_MONGODB_URI = (await startingDatabase).uri;
    const CHROMIUM_PATH = await findingChromium;
    const FIREFOX_PATH = await findingFirefox;
    const { variables } = await findingNetworks;
    const browsers = { CHROMIUM_PATH, FIREFOX_PATH };
    return () => runPlaywright({ ...env, ...variables, ...browsers, TEST_MONGODB_URI });
  });
  log(`All steps took ${secondsSince(startedAt)}.`);
  const unavailable = [
    ...(await findingNetworks).unavailable,
    ...((await findingFirefox) === undefined ? [NO_FIREFOX] : []),
  ];
  return conclude([...checks, unit, browser], isSet(env.CI) ? unavailable : undefined);
}

/**
 * @param {string} name of the step that has failed if `prepare` fails
 * @param {() => Promise<() => Promise<import('./lib/results.mjs').Count>>} prepare
 */
async function withNeeds(name, prepare) {
  try {
    return await (await prepare())();
  } catch (error) {
    return runStep(name, () => Promise.reject(error));
  }
}

/** @param {string | undefined} value */
const isSet = (value) => !['', '0', 'false', undefined].includes(value);

await runScript(main);
