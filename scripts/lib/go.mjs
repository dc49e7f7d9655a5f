import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { run, runOrThrow, which } from './processes.mjs';

/** Arguments of `unshare` for mounts that no other process sees and that end with the process. */
export const privateMounts = ['--mount', '--propagation', 'private'];

const buildArgs = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o'];
const buildEnv = { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' };

/** Packages that a Debian root folder needs for `buildInRoot`. */
export const goPackages = ['golang-go', 'ca-certificates'];

/**
 * @param {string} sourceDir of a Go module
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} path of a Go that is new enough for the module, or that can
 *   download one that is (Go 1.21 and later can)
 */
export async function findGo(sourceDir, env) {
  const go = which('go', env);
  if (!go) return undefined;
  const version = await run(go, ['env', 'GOVERSION'], { cwd: sourceDir, env });
  const minor = /^go1\.(\d+)/m.exec(version.output)?.[1];
  if (Number(minor ?? 0) < 21) return undefined;
  const module = await run(go, ['list', '-m'], { cwd: sourceDir, env: { ...env, ...buildEnv } });
  return module.code === 0 ? go : undefined;
}

/**
 * What to build.
 * @typedef {object} GoModule
 * @property {string} sourceDir of a Go module, whose go.sum names the contents of all others
 * @property {string[]} programs packages of it or of the modules that it requires
 */

/**
 * Builds with a Go of this machine.
 * @param {string} go path of the program
 * @param {GoModule} module
 * @param {string} target folder that this creates for the programs
 * @param {NodeJS.ProcessEnv} env
 * @param {{ isUrgent?: boolean }} [options] otherwise it leaves the processor to all other programs
 */
export async function buildOnHost(go, { sourceDir, programs }, target, env, options = {}) {
  mkdirSync(target);
  const nice = options.isUrgent === false ? which('nice', env) : undefined;
  const [command, ...first] = nice === undefined ? [go] : [nice, '-n', '19', go];
  await runOrThrow(command, [...first, ...buildArgs, target, ...programs], {
    cwd: sourceDir,
    env: { ...env, ...buildEnv },
  });
}

/**
 * Builds with the Go of a Debian root folder that contains `goPackages`.
 * @param {string} root
 * @param {GoModule} module
 * @param {string} target folder that this creates for the programs
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildInRoot(root, { sourceDir, programs }, target, env) {
  const inside = join(root, 'build');
  mkdirSync(join(inside, 'programs'), { recursive: true });
  cpSync(sourceDir, join(inside, 'source'), { recursive: true });
  const script = [
    'mount --bind /dev "$0/dev"',
    'mount -t proc proc "$0/proc"',
    'exec chroot "$0" sh -c \'cd /build/source && exec go "$@"\' go "$@"',
  ].join(' && ');
  const home = { HOME: '/build', GOPATH: '/build/go', GOCACHE: '/build/cache', GOROOT: '' };
  // This machine may trust a certificate authority that Debian does not know.
  const trusted = '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(trusted)) cpSync(trusted, join(root, trusted), { dereference: true });
  await runOrThrow(
    'unshare',
    [...privateMounts, 'sh', '-c', script, root, ...buildArgs, '/build/programs', ...programs],
    { env: { ...env, ...buildEnv, ...home, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } },
  );
  renameSync(join(inside, 'programs'), target);
}
