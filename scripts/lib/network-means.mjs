import { networkInterfaces } from 'node:os';
import { delimiter } from 'node:path';
import { canInstallPackages, installPackages } from './apt.mjs';
import { run, which } from './processes.mjs';

/**
 * What this machine offers for the tests across networks.
 * @typedef {object} NetworkMeans
 * @property {NodeJS.ProcessEnv} variables environment of the tests
 * @property {string[]} unavailable those of the reasons below that apply to this machine
 */

/** Reasons with which tests across networks are skipped. */
export const NEEDS_LINUX = 'network namespaces need Linux';
export const NEEDS_ROOT = 'network namespaces need root';
export const NO_NAMESPACES =
  'network namespaces cannot be created here, for example in an unprivileged container';
export const NO_NETWORK = 'this machine has only a loopback network';
/** @param {string} program */
export const noProgram = (program) => `the program ${program} does not run here`;

/** The Debian package of each program. Installing them starts no service. */
const PACKAGES = { turnserver: 'coturn', nft: 'nftables', ip: 'iproute2' };

/**
 * Finds or installs the programs for the tests across networks: coturn as the relay, and ip and nft
 * to create networks and drop packets.
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
      `Installing ${packages.join(', ')} with apt-get for tests across networks (once, 10 to 30 s).`,
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

/** Even root may not create namespaces in a container. */
const canMakeNamespaces = async () =>
  (await run('unshare', ['--net', '--mount', 'true'])).code === 0;

const hasNetwork = () =>
  Object.values(networkInterfaces()).some((all) => all?.some(({ internal }) => !internal));

/** @param {NodeJS.ProcessEnv} env */
const withSystemPrograms = (env) => ({
  ...env,
  PATH: [env.PATH ?? '', '/usr/sbin', '/sbin'].join(delimiter),
});
