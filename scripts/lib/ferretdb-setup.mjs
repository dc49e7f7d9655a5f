import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { canInstallPackages, installPackages } from './apt.mjs';
import { buildInside, buildOutside, findGo, goPackages } from './ferretdb-go.mjs';
import { withLock } from './lock.mjs';
import { secondsSince } from './log.mjs';
import { cacheDir, repoRoot, shortHash } from './paths.mjs';
import { privateMounts, runOrThrow, start, which } from './processes.mjs';

/** @typedef {import('./log.mjs').Log} Log */
/**
 * What FerretDB runs from: a Debian folder with PostgreSQL, a folder with the programs, an
 * initialised database.
 * @typedef {{ root: string, programs: string, template: string }} FerretdbParts
 */

const sourceDir = join(repoRoot, 'scripts', 'ferretdb');
const sources = readdirSync(sourceDir).sort();
const suite = 'testing';
const packages = ['postgresql-18-documentdb'];

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} why FerretDB cannot be set up or run here, in a few words
 */
export function ferretdbObstacle(env) {
  if (process.platform !== 'linux') return 'it is for Linux only';
  if (process.getuid?.() !== 0) return 'it needs to be root (mount, chroot)';
  if (!which('unshare', env)) return 'the program `unshare` (util-linux) is missing';
  if (!which('debootstrap', env) && !canInstallPackages(env)) return '`debootstrap` is missing';
  return undefined;
}

/**
 * Where the parts are. A part is made under another name and renamed when it is whole, so what
 * is found under these names is complete; a change of its recipe changes the name.
 * @param {NodeJS.ProcessEnv} env
 * @returns {FerretdbParts}
 */
function ferretdbParts(env) {
  const base = join(cacheDir(env), 'ferretdb');
  const code = sources.map((name) => readFileSync(join(sourceDir, name)));
  const rootName = `root-${process.arch}-${shortHash(suite, ...packages)}`;
  return {
    root: join(base, rootName),
    programs: join(base, `programs-${process.arch}-${shortHash(...code)}`),
    template: join(base, `template-${rootName}`),
  };
}

/**
 * @param {string} programs folder of the parts
 * @returns {string} path of the program that runs the database; it finds FerretDB beside itself
 */
export const databaseProgram = (programs) => join(programs, 'database');

/**
 * Sets up what is missing; two processes that come at once do it one after the other.
 * @param {{ log: Log, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<FerretdbParts>}
 */
export async function ensureFerretdb({ log, env }) {
  const parts = ferretdbParts(env);
  const isComplete = () => Object.values(parts).every((path) => existsSync(path));
  if (isComplete()) return parts;

  const base = join(cacheDir(env), 'ferretdb');
  await withLock(
    join(base, 'setup.lock'),
    async () => {
      if (isComplete()) return;
      removeHalves(base);
      log('No MongoDB here: setting up FerretDB on PostgreSQL instead (once, about 90 s, 950 MB).');
      await makeRootAndPrograms(parts, log, env);
      await makeTemplate(parts, log, env);
    },
    () => log('Another process is setting up FerretDB: waiting for it (up to 90 s).'),
  );
  return parts;
}

/** What a killed set-up has left. @param {string} base */
function removeHalves(base) {
  for (const name of readdirSync(base)) {
    if (name.startsWith('half-')) rmSync(join(base, name), { recursive: true, force: true });
  }
}

/**
 * @param {string} path of the finished part
 * @param {(half: string) => Promise<void>} make fills the path it is given
 */
async function makeWhole(path, make) {
  if (existsSync(path)) return;
  const half = join(path, '..', `half-${process.pid}-${shortHash(path)}`);
  await make(half);
  renameSync(half, path);
}

/**
 * Side by side; where there is no Go, Debian's is unpacked into a folder that is removed afterwards.
 * @param {FerretdbParts} parts
 * @param {Log} log
 * @param {NodeJS.ProcessEnv} env
 */
async function makeRootAndPrograms({ root, programs }, log, env) {
  if (!which('debootstrap', env)) {
    log('  Installing debootstrap with apt-get (about 15 s).');
    await installPackages(['debootstrap', 'debian-archive-keyring'], env);
  }
  const makingRoot = makeWhole(root, (half) => {
    const says = '  Unpacking PostgreSQL 18 with DocumentDB into a folder of its own (about 65 s).';
    return timed(log, says, '  PostgreSQL is unpacked', () => debootstrap(half, packages, env));
  });
  const makingPrograms = makeWhole(programs, async (half) => {
    const go = await findGo(sourceDir, env);
    if (go) {
      const says = '  Building FerretDB 2.7.0 with Go (about 60 s).';
      const make = () => buildOutside(go, sourceDir, half, env);
      await timed(log, says, '  FerretDB is built', make);
      return;
    }
    const says =
      '  Unpacking Go from Debian, as there is no Go 1.25, and building FerretDB (about 150 s).';
    await timed(log, says, '  FerretDB is built', async () => {
      const goRoot = `${half}-go`;
      await debootstrap(goRoot, goPackages, env);
      await buildInside(goRoot, sourceDir, half, env);
      rmSync(goRoot, { recursive: true, force: true });
    });
  });
  await Promise.all([makingRoot, makingPrograms]);
}

/**
 * Its mounts are private and its processes end with it, so the folder can always be removed.
 * @param {string} target
 * @param {string[]} include
 * @param {NodeJS.ProcessEnv} env
 */
async function debootstrap(target, include, env) {
  await runOrThrow(
    'unshare',
    [
      ...privateMounts,
      '--pid',
      '--fork',
      '--kill-child=SIGKILL',
      'debootstrap',
      '--variant=minbase',
      `--include=${include.join(',')}`,
      suite,
      target,
    ],
    { env },
  );
  rmSync(join(target, 'var/cache/apt/archives'), { recursive: true, force: true });
  mkdirSync(join(target, 'pgdata'), { recursive: true });
}

/**
 * @param {Log} log
 * @param {string} before
 * @param {string} after
 * @param {() => Promise<void>} task
 */
async function timed(log, before, after, task) {
  log(before);
  const startedAt = performance.now();
  await task();
  log(`${after} (${secondsSince(startedAt)}).`);
}

/**
 * Initialising costs seconds, copying an initialised folder does not.
 * @param {FerretdbParts} parts
 * @param {Log} log
 * @param {NodeJS.ProcessEnv} env
 */
async function makeTemplate({ root, programs, template }, log, env) {
  await makeWhole(template, async (half) => {
    log('  Initialising a database to copy from (about 4 s).');
    const owned = start(
      'unshare',
      [
        ...privateMounts,
        '--',
        databaseProgram(programs),
        '--root',
        root,
        '--data',
        half,
        '--init-only',
      ],
      { env, stdio: ['pipe', 'inherit', 'inherit'] },
    );
    const { code } = await owned.exited;
    if (code !== 0) throw new Error(`Initialising PostgreSQL failed; see ${half}/postgres.log.`);
  });
}
