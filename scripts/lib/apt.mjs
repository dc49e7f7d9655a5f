import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { cacheDir } from './paths.mjs';
import { runOrThrow, which } from './processes.mjs';

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean} whether Debian packages can be installed from here
 */
export function canInstallPackages(env) {
  return process.getuid?.() === 0 && which('apt-get', env) !== undefined;
}

/**
 * Installs Debian packages without prompts and without starting services.
 * @param {string[]} packages
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 */
export async function installPackages(packages, env) {
  // apt-get fails while another one refreshes the lists, so our scripts take turns.
  await withLock(join(cacheDir(env), 'apt.lock'), async () => {
    const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' } };
    const wait = ['-o', 'DPkg::Lock::Timeout=300', '-qq'];
    await runOrThrow('apt-get', [...wait, 'update'], options);
    await runOrThrow(
      'apt-get',
      [...wait, 'install', '-y', '--no-install-recommends', ...packages],
      options,
    );
  });
}
