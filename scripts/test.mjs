/**
 * `npm test`: every check, from a fresh checkout, except the browser tests that take minutes
 * (`npm run e2e -- --project=long`). The last line is the result.
 *
 * `npm test -- FILE…`: only these test files, with what they need and without static checks.
 */
import { ensureApiTools, NO_API_TOOLS } from './lib/api-tools.mjs';
import { prepareBrowserRun } from './lib/browser-run.mjs';
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

/** @typedef {import('./lib/shutdown.mjs').Lifetime} Lifetime */

const args = process.argv.slice(2);
const files = args.filter((arg) => !arg.startsWith('-'));
parseFlags(
  'npm test',
  'Types, lint, format, unit, integration and browser tests, without the long ones.',
  {
    args: args.filter((arg) => arg.startsWith('-')),
    notes:
      'With names of test files (or parts of names) it runs only those: names that begin with e2e/\n' +
      'or end with .spec.ts are browser tests, all others are unit and integration tests.\n' +
      'TEST_MONGODB_URI names a running database to use; CHROMIUM_PATH and FIREFOX_PATH name\n' +
      'browsers. With CI set, a skipped test counts as failed unless this machine cannot provide\n' +
      'what the test needs.',
  },
);

/** @param {Lifetime} lifetime */
async function runEverything({ defer }) {
  const env = testEnvironment(process.env);
  const startedAt = performance.now();
  try {
    await ensureInstalled({ root: repoRoot, log, env });
  } catch (error) {
    return conclude([await runStep('install', () => Promise.reject(error))]);
  }

  // These wait for the network, while the checks and the build use the processor.
  const startingDatabase = startThrowawayDatabase({ log, env }).then((database) => {
    defer(database.stop);
    return database;
  });
  const findingChromium = ensureChromium({ log, env });
  const findingFirefox = ensureFirefox({ log, env });
  const findingNetworks = ensureNetworkMeans({ log, env });
  const findingApiTools = ensureApiTools({ log, env });
  // A failure belongs to the later step that needs the result.
  for (const promise of [
    startingDatabase,
    findingChromium,
    findingFirefox,
    findingNetworks,
    findingApiTools,
  ])
    promise.catch(() => {});

  const checks = [...(await runStaticChecks(env)), await runBuild(env)];
  const unit = await runStepWith('unit and integration tests', async () => {
    const TEST_MONGODB_URI = (await startingDatabase).uri;
    await findingApiTools;
    return () => runVitest({ ...env, TEST_MONGODB_URI });
  });
  const browser = await runStepWith('browser tests', async () => {
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
    ...((await findingApiTools) ? [] : [NO_API_TOOLS]),
  ];
  return conclude([...checks, unit, browser], isSet(env.CI) ? unavailable : undefined);
}

/**
 * Unit tests use the test database that stays between commands; browser tests get a build, browsers
 * and a database of their own.
 * @param {Lifetime} lifetime
 */
async function runFiles(lifetime) {
  const env = testEnvironment(process.env);
  await ensureInstalled({ root: repoRoot, log, env });
  const isBrowserTest = (/** @type {string} */ file) =>
    file.startsWith('e2e/') || file.endsWith('.spec.ts');
  const browser = files.filter(isBrowserTest);
  const unit = files.filter((file) => !isBrowserTest(file));
  return conclude([
    ...(unit.length > 0 ? [await runVitest(env, unit)] : []),
    ...(browser.length > 0
      ? [
          await runPlaywright(await prepareBrowserRun(lifetime), [
            '--project=main',
            '--project=long',
            ...browser,
          ]),
        ]
      : []),
  ]);
}

/**
 * @param {string} name of the step, which has failed if `prepare` fails
 * @param {() => Promise<() => Promise<import('./lib/results.mjs').Count>>} prepare waits for what the
 *   step needs and returns the step
 */
async function runStepWith(name, prepare) {
  try {
    return await (await prepare())();
  } catch (error) {
    return runStep(name, () => Promise.reject(error));
  }
}

/** @param {string | undefined} value */
const isSet = (value) => !['', '0', 'false', undefined].includes(value);

await runScript(files.length > 0 ? runFiles : runEverything);
