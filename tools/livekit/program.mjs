import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildOnHost, findGo } from '../../scripts/lib/go.mjs';
import { withLock } from '../../scripts/lib/lock.mjs';
import { makeWhole, removeIncomplete } from '../../scripts/lib/make-whole.mjs';
import { cacheDir, shortHash } from '../../scripts/lib/paths.mjs';
import { run, which } from '../../scripts/lib/processes.mjs';

/** The version that `server/go.mod` names, and with which Parley is tested. */
export const LIVEKIT_VERSION = '1.13.5';

const sourceDir = fileURLToPath(new URL('./server', import.meta.url));
const goModule = {
  sourceDir,
  programs: ['github.com/livekit/livekit-server/cmd/server', './participants'],
};

/** @param {NodeJS.ProcessEnv} env */
const baseDir = (env) => join(cacheDir(env), 'livekit');

/**
 * The folder of the build of exactly these versions. It is renamed when it is complete, so it always
 * is.
 * @param {NodeJS.ProcessEnv} env
 */
function buildDir(env) {
  const sources = readdirSync(sourceDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const code = sources.sort().map((file) => readFileSync(file));
  return join(baseDir(env), `server-${process.arch}-${shortHash(...code)}`);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} the path of a LiveKit that needs no building: the operator's own, or
 *   one that was built before
 */
export function findProgram(env) {
  const built = join(buildDir(env), 'server');
  return which('livekit-server', env) ?? (existsSync(built) ? built : undefined);
}

/**
 * @param {string} program
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string | undefined>} such as `1.13.5`; undefined if it does not say
 */
export async function versionOf(program, env) {
  const { output } = await run(program, ['--version'], { env, timeout: 5_000 });
  return /version v?(\d+\.\d+\.\d+)/.exec(output)?.[1];
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} the path of our program that takes part in rooms without a browser,
 *   which is built with LiveKit; undefined before
 */
export function findParticipants(env) {
  const built = join(buildDir(env), 'participants');
  return existsSync(built) ? built : undefined;
}

/**
 * Builds LiveKit, and the program of `findParticipants`, at low priority, while Parley already works.
 * A lock makes a second process wait.
 * @param {NodeJS.ProcessEnv} env
 * @param {() => void} onBuilding called once if there is something to build
 * @returns {Promise<string | undefined>} path of the program; undefined without a suitable Go
 * @throws if the build fails
 */
export async function buildProgram(env, onBuilding) {
  const go = await findGo(sourceDir, env);
  if (go === undefined) return undefined;
  const target = buildDir(env);
  await withLock(join(baseDir(env), 'build.lock'), async () => {
    if (existsSync(target)) return;
    onBuilding();
    mkdirSync(baseDir(env), { recursive: true });
    removeIncomplete(baseDir(env));
    await makeWhole(target, (unfinished) =>
      buildOnHost(go, goModule, unfinished, env, { isUrgent: false }),
    );
  });
  return join(target, 'server');
}
