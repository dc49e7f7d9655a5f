import { canInstallPackages, installPackages } from './apt.mjs';
import { which } from './processes.mjs';

/**
 * Finds what the tests across networks need, or installs it: coturn and, to block and to lose
 * packets, nft. Debian's package does not start a service where none runs.
 * @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<string | undefined>} path of turnserver; undefined where it cannot be had, and
 *   then those tests say that they were skipped, and why
 */
export async function ensureCoturn({ log, env }) {
  const missing = [
    which('turnserver', env) ? [] : ['coturn'],
    which('nft', withSystemPrograms(env)) ? [] : ['nftables'],
    which('ip', withSystemPrograms(env)) ? [] : ['iproute2'],
  ].flat();
  if (missing.length > 0 && process.platform === 'linux' && canInstallPackages(env)) {
    log(
      `Installing ${missing.join(', ')} with apt-get for the tests of networks (once, 10 to 30 s).`,
    );
    await installPackages(missing, env).catch((error) => {
      log(
        `That failed, so those tests are skipped: ${error instanceof Error ? error.message : error}`,
      );
    });
  }
  return which('turnserver', env);
}

/** @param {NodeJS.ProcessEnv} env */
const withSystemPrograms = (env) => ({ ...env, PATH: `${env.PATH ?? ''}:/usr/sbin:/sbin` });
