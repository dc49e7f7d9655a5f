import { networkInterfaces } from 'node:os';
import { delimiter } from 'node:path';
import { canInstallPackages, installPackages } from './apt.mjs';
import { run, which } from './processes.mjs';

/**
 * What the tests across networks have on this machine.
 * @typedef {object} NetworkMeans
 * @property {NodeJS.ProcessEnv} variables for who runs them
 * @property {string[]} unavailable what cannot be had here: the reasons below that hold
 */

/** Why tests across networks skip themselves. */
export const NEEDS_LINUX = 'network namespaces are of Linux';
export const NEEDS_ROOT = 'network namespaces need root';
export const NO_NAMESPACES =
  'network namespaces cannot be made here, as in a container without the rights';
export const NO_NETWORK = 'this machine has no network but loopback';
/** @param {string} program */
export const noProgram = (program) => `the program ${program} does not run here`;

/** By program, the Debian package that brings it. None of them starts a service where none runs. */
const PACKAGES = { turnserver: 'coturn', nft: 'nftables', ip: 'iproute2' };

/**
 * Finds what the tests across networks need, or installs it: coturn and, to make networks, to block
 * and to lose packets, ip and nft.
 * @param {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<NetworkMeans>}
 */
export async function ensureNetworkMeans({ log, env }) {
  if (process.platform !== 'linux')
    return { variables: {}, unavailable: [NEEDS_LINUX, noProgram('turnserver')] };
  const variables = withSystemPrograms(env);
  const missing = () => Object.entries(PACKAGES).filter(([program]) => !which(program, variables));
  const packages = missing().map(([, name]) => name);
  if (packages.length > 0 && canInstallPackages(env)) {
    log(
      `Installing ${packages.join(', ')} with apt-get for the tests of networks (once, 10 to 30 s).`,
    );
    await installPackages(packages, env).catch((error) => {
      log(
        `That failed, so those tests are skipped: ${error instanceof Error ? error.message : error}`,
      );
    });
  }
  return {
    variables: { PATH: variables.PATH, TURNSERVER_PATH: which('turnserver', variables) },
    unavailable: [
      ...missing().map(([program]) => noProgram(program)),
      ...(process.getuid?.() === 0 ? [] : [NEEDS_ROOT]),
      ...((await canMakeNamespaces()) ? [] : [NO_NAMESPACES]),
      ...(hasNetwork() ? [] : [NO_NETWORK]),
    ],
  };
}

/** Root of a container may not. */
const canMakeNamespaces = async () =>
  (await run('unshare', ['--net', '--mount', 'true'])).code === 0;

const hasNetwork = () =>
  Object.values(networkInterfaces()).some((all) => all?.some(({ internal }) => !internal));

/** @param {NodeJS.ProcessEnv} env */
const withSystemPrograms = (env) => ({
  ...env,
  PATH: [env.PATH ?? '', '/usr/sbin', '/sbin'].join(delimiter),
});
