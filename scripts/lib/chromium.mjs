import { createRequire } from 'node:module';
import { join } from 'node:path';
import { canInstallPackages, installPackages } from './apt.mjs';
import { findBrowser } from './find-browser.mjs';
import { repoRoot } from './paths.mjs';
import { run } from './processes.mjs';
import { UserError } from './log.mjs';
import { toolPath } from './tools.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Finds a Chromium, or installs one: the Debian package, otherwise Playwright's download.
 * @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<string>} absolute path of the program
 * @throws {UserError} that lists what was tried
 */
export async function ensureChromium({ log, env }) {
  const present = await findChromium(env);
  if (present) return present;

  /** @type {string[]} */
  const reasons = [];
  for (const install of [installDebianChromium, installPlaywrightChromium]) {
    const path = await install({ log, env }).catch((error) => {
      reasons.push(error instanceof Error ? error.message : String(error));
    });
    if (path) return path;
  }
  throw new UserError(
    [
      'No Chromium is available for the browser tests:',
      ...reasons.map((reason) => `  - ${reason}`),
      'Install Chromium, or set CHROMIUM_PATH to one.',
    ].join('\n'),
  );
}

/** @param {NodeJS.ProcessEnv} env */
const findChromium = (env) => findBrowser('CHROMIUM_PATH', names, env);

/** @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context */
async function installDebianChromium({ log, env }) {
  if (!canInstallPackages(env)) throw new Error('apt-get is missing or this is not root');
  log('Installing Chromium with apt-get (once, 30 to 90 s).');
  await installPackages(['chromium', 'fonts-liberation'], env);
  const path = await findChromium(env);
  if (!path) throw new Error('the package chromium contains no program that runs');
  return path;
}

/** @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context */
async function installPlaywrightChromium({ log, env }) {
  log("Downloading Playwright's Chromium (once, about 150 MB, 20 to 90 s).");
  const playwright = toolPath('@playwright/test/cli.js');
  const { code, output } = await run(process.execPath, [playwright, 'install', 'chromium'], {
    env,
  });
  if (code !== 0) {
    const reason = output.split('\n').find((line) => line.includes('Error')) ?? `exit code ${code}`;
    throw new Error(`Playwright's download: ${reason.trim()}`);
  }
  const require = createRequire(join(repoRoot, 'package.json'));
  return String(require('@playwright/test').chromium.executablePath());
}
