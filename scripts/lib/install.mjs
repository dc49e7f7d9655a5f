import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { secondsSince, UserError } from './log.mjs';
import { cacheDir, shortHash } from './paths.mjs';
import { run } from './processes.mjs';

/** @typedef {{ version?: string, link?: boolean, optional?: boolean }} LockedPackage */
/** @typedef {Record<string, LockedPackage>} LockedPackages */

/**
 * Compares what the lock file wants with what npm says it has installed. Times of files are not
 * asked: a checkout changes them without changing anything.
 * @param {LockedPackages} wanted `packages` of package-lock.json
 * @param {LockedPackages} installed `packages` of node_modules/.package-lock.json
 * @returns {boolean}
 */
export function isInstalled(wanted, installed) {
  const inModules = (/** @type {string} */ path) => path.includes('node_modules/');
  const missing = Object.entries(wanted).some(([path, { version, optional }]) => {
    if (!inModules(path)) return false;
    const present = installed[path];
    // Optional packages for other platforms are locked but not installed.
    return present ? present.version !== version : !optional;
  });
  // A lock file written where a registry lacks some of those packages does not name them all.
  const surplus = Object.entries(installed).some(
    ([path, { optional }]) => !(path in wanted) && !optional,
  );
  return !missing && !surplus;
}

/**
 * Installs all workspaces when the lock file differs from what is installed.
 * @param {{ root: string, log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<void>}
 */
export async function ensureInstalled({ root, log, env }) {
  if (matchesLock(root)) return;
  await withLock(
    join(cacheDir(env), `install-${shortHash(root)}.lock`),
    async () => {
      if (matchesLock(root)) return;
      log('Installing packages with npm (once, 15 to 60 s).');
      const startedAt = performance.now();
      // `npm ci` refuses a lock file that does not name the optional packages of every system, which
      // is how npm writes it where a registry lacks one. `--no-save` leaves the file as it is, and
      // NODE_ENV=production would leave out what the build needs.
      const args = ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund'];
      const { code, output } = await run('npm', [...args, '--loglevel=error'], { cwd: root, env });
      if (code !== 0)
        throw new UserError(`npm install failed (exit code ${code}):\n${output.trim()}`);
      log(`Packages are installed (${secondsSince(startedAt)}).`);
    },
    () => log('Another process is installing packages: waiting for it.'),
  );
}

/** @param {string} root */
function matchesLock(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  return wanted !== undefined && installed !== undefined && isInstalled(wanted, installed);
}

/**
 * @param {string} file
 * @returns {LockedPackages | undefined}
 */
function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}
