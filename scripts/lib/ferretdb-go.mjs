import { cpSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { privateMounts, run, runOrThrow, which } from './processes.mjs';

const buildArgs = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-s -w', '-o'];
const buildEnv = { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' };

/** This module's program and FerretDB's own, of the version that go.mod names. */
const programs = ['.', 'github.com/FerretDB/FerretDB/v2/cmd/ferretdb'];

/** What a Debian folder needs so that `buildInside` can build in it. */
export const goPackages = ['golang-go', 'ca-certificates'];

/**
 * @param {string} sourceDir of a Go module
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} a Go on the PATH that is new enough for the module, or that
 *   can fetch one that is (from Go 1.21 on)
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
 * @param {string} go
 * @param {string} sourceDir
 * @param {string} target folder to be made for the programs
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildOutside(go, sourceDir, target, env) {
  mkdirSync(target);
  await runOrThrow(go, [...buildArgs, target, ...programs], {
    cwd: sourceDir,
    env: { ...env, ...buildEnv },
  });
}

/**
 * Builds with the Go of a Debian folder that has `goPackages`.
 * @param {string} root the folder
 * @param {string} sourceDir
 * @param {string} target folder to be made for the programs
 * @param {NodeJS.ProcessEnv} env
 */
export async function buildInside(root, sourceDir, target, env) {
  const inside = join(root, 'build');
  mkdirSync(join(inside, 'programs'), { recursive: true });
  cpSync(sourceDir, join(inside, 'source'), { recursive: true });
  const script = [
    'mount --bind /dev "$0/dev"',
    'mount -t proc proc "$0/proc"',
    'exec chroot "$0" sh -c \'cd /build/source && exec go "$@"\' go "$@"',
  ].join(' && ');
  const home = { HOME: '/build', GOPATH: '/build/go', GOCACHE: '/build/cache', GOROOT: '' };
  // This machine may trust an authority of its own.
  const trusted = '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(trusted)) cpSync(trusted, join(root, trusted), { dereference: true });
  await runOrThrow(
    'unshare',
    [...privateMounts, 'sh', '-c', script, root, ...buildArgs, '/build/programs', ...programs],
    { env: { ...env, ...buildEnv, ...home, PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } },
  );
  renameSync(join(inside, 'programs'), target);
}
