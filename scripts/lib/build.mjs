import { join } from 'node:path';
import { compressFolder } from './compress.mjs';
import { withLock } from './lock.mjs';
import { secondsSince, UserError } from './log.mjs';
import { cacheDir, repoRoot, shortHash } from './paths.mjs';
import { run } from './processes.mjs';
import { hashInputs, makeIfChanged } from './stamp.mjs';
import { toolPath } from './tools.mjs';

/** @typedef {{ log: import('./log.mjs').Log, env: NodeJS.ProcessEnv }} BuildContext */

const common = [
  'package-lock.json',
  'tsconfig.base.json',
  'scripts/lib/build.mjs',
  'scripts/lib/compress.mjs',
  'shared/src',
];

/**
 * Builds backend and frontend, each only if its inputs have changed.
 * @param {BuildContext} context
 * @returns {Promise<void>}
 * @throws {UserError} with the message of the compiler
 */
export async function build({ log, env }) {
  await withLock(
    join(cacheDir(env), `build-${shortHash(repoRoot)}.lock`),
    async () => {
      await Promise.all([
        buildWorkspace('backend', buildBackend, '1 s', { log, env }),
        buildWorkspace('frontend', () => buildFrontend(env), '10 to 30 s', { log, env }),
      ]);
    },
    () => log('Another process is building: waiting for it.'),
  );
}

/**
 * Builds the backend alone, if its inputs have changed.
 * @param {BuildContext} context
 * @returns {Promise<void>}
 * @throws {UserError} with the message of the compiler
 */
export async function buildBackendOnly({ log, env }) {
  await withLock(
    join(cacheDir(env), `build-${shortHash(repoRoot)}.lock`),
    () => buildWorkspace('backend', buildBackend, '1 s', { log, env }),
    () => log('Another process is building: waiting for it.'),
  );
}

/**
 * @param {'backend' | 'frontend'} name
 * @param {() => Promise<void>} make
 * @param {string} usual usual duration, for the log
 * @param {BuildContext} context
 */
async function buildWorkspace(name, make, usual, { log }) {
  const startedAt = performance.now();
  const isNew = await makeIfChanged({
    stamp: join(repoRoot, name, 'dist', '.inputs'),
    hash: hashInputs(repoRoot, [...common, name]),
    make: async () => {
      log(`Building the ${name} (about ${usual}).`);
      await make();
    },
  });
  if (isNew) log(`The ${name} is built (${secondsSince(startedAt)}).`);
}

/** Bundles the server and `npm run users`, each with `shared`; packages stay external. */
async function buildBackend() {
  const esbuild = await import('esbuild');
  const backend = join(repoRoot, 'backend');
  try {
    await esbuild.build({
      absWorkingDir: backend,
      entryPoints: { server: 'src/server.ts', users: 'src/users-cli.ts' },
      outdir: 'dist',
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      packages: 'external',
      alias: { '@parley/shared': join(repoRoot, 'shared', 'src') },
      sourcemap: true,
      logLevel: 'silent',
    });
  } catch (error) {
    throw new UserError(`The backend cannot be built:\n${String(error)}`);
  }
}

/** @param {NodeJS.ProcessEnv} env */
async function buildFrontend(env) {
  const frontend = join(repoRoot, 'frontend');
  const vite = toolPath('vite/bin/vite.js', 'frontend');
  for (const args of [[vite, 'build'], [join(frontend, 'build', 'prerender.mjs')]]) {
    const { code, output } = await run(process.execPath, args, {
      cwd: frontend,
      // React selects its production build by this variable, whatever the server's value is.
      env: { ...env, NODE_ENV: 'production' },
    });
    if (code !== 0) throw new UserError(`The frontend cannot be built:\n${output.trim()}`);
  }
  await compressFolder(join(frontend, 'dist'), join(cacheDir(env), 'compressed'));
}
