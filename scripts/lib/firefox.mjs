import { canInstallPackages, installPackages } from './apt.mjs';
import { findBrowser } from './find-browser.mjs';

const names = ['firefox-esr', 'firefox'];

/** Reason with which tests that need Firefox are skipped. */
export const NO_FIREFOX = 'no Firefox is available here; install one, or set FIREFOX_PATH';

/**
 * Finds a Firefox, or installs the Debian package.
 * @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<string | undefined>} absolute path of the program, if one is available
 * @throws {UserError} if FIREFOX_PATH does not run
 */
export async function ensureFirefox({ log, env }) {
  const present = await findFirefox(env);
  if (present || !canInstallPackages(env)) return present;
  log('Installing Firefox with apt-get (once, 10 to 60 s).');
  try {
    await installPackages(['firefox-esr'], env);
  } catch (error) {
    log(`Firefox cannot be installed: ${error instanceof Error ? error.message : String(error)}`);
  }
  return findFirefox(env);
}

/** @param {NodeJS.ProcessEnv} env */
const findFirefox = (env) => findBrowser('FIREFOX_PATH', names, env);
