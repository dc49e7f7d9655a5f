import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { secondsSince, UserError } from './log.mjs';
import { cacheDir, shortHash } from './paths.mjs';
import { run } from './processes.mjs';

/** @typedef {{ version?: string, link?: boolean, optional?: boolean }} LockedPackage */
/** @typedef {Record<string, LockedPackage>} LockedPackages */

/**
 * Compares the lock file with npm's record of what is installed. Modification times are not
 * compared: a checkout changes them without changing anything.
 * @param {LockedPackages} wanted `packages` of package-lock.json
 * @param {LockedPackages} installed `packages` of node_modules/.package-lock.json
 * @returns {boolean}
 */
export function isInstalled(wanted, installed) {
  const inModules = (/** @type {string} */ path) => path.includes('node_modules/');
  const missing = Object.entries(wanted).some(([path, { version, optional }]) => {
    if (!inModules(path)) return false;
    const present = installed[path];
    // Optional packages for other platforms are in the lock file but not installed.
    return present ? present.version !== version : !optional;
  });
  // The lock file lacks the optional packages that its author's registry did not offer.
  const surplus = Object.entries(installed).some(
    ([path, { optional }]) => !(path in wanted) && !optional,
  );
  return !missing && !surplus;
}

/**
 * Installs the packages of all workspaces if they differ from the lock file.
 * @param {{ root: string, log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<void>}
 * @throws {UserError} if npm fails
 */
export async function ensureInstalled({ root, log, env }) {
  if (matchesLock(root)) return;
  await withLock(
    join(cacheDir(env), `install-${shortHash(root)}.lock`),
    async () => {
      if (matchesLock(root)) return;
      log('Installing packages with npm (once, 15 to 60 s).');
      const startedAt = performance.now();
      // `npm ci` rejects a lock file without the optional packages of every platform, which is what
      // npm writes if a registry lacks one of them. `--no-save` keeps the file unchanged, and
      // `--include=dev` installs what the build needs even with NODE_ENV=production.
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
