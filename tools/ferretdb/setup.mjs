import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canInstallPackages, installPackages } from '../../scripts/lib/apt.mjs';
import { withLock } from '../../scripts/lib/lock.mjs';
import { secondsSince } from '../../scripts/lib/log.mjs';
import { cacheDir, shortHash } from '../../scripts/lib/paths.mjs';
import { makeWhole, removeIncomplete } from '../../scripts/lib/make-whole.mjs';
import { runOrThrow, start, which } from '../../scripts/lib/processes.mjs';
import {
  buildInRoot,
  buildOnHost,
  findGo,
  goPackages,
  privateMounts,
} from '../../scripts/lib/go.mjs';

/** @typedef {import('../../scripts/lib/log.mjs').Log} Log */
/**
 * The folders that FerretDB runs from.
 * @typedef {object} FerretdbParts
 * @property {string} root Debian root folder with PostgreSQL
 * @property {string} programs our program and FerretDB
 * @property {string} template an initialised database
 */

const sourceDir = fileURLToPath(new URL('./server', import.meta.url));
/** Our program, and FerretDB in the version that go.mod names. */
const goModule = { sourceDir, programs: ['.', 'github.com/FerretDB/FerretDB/v2/cmd/ferretdb'] };
const suite = 'testing';
const packages = ['postgresql-18-documentdb'];

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} why FerretDB cannot be set up or run here, in a few words
 */
export function obstacle(env) {
  if (process.platform !== 'linux') return 'it is for Linux only';
  if (process.getuid?.() !== 0) return 'it needs to be root (mount, chroot)';
  if (!which('unshare', env)) return 'the program `unshare` (util-linux) is missing';
  if (!which('debootstrap', env) && !canInstallPackages(env)) return '`debootstrap` is missing';
  return undefined;
}

/**
 * A part is made under another name and renamed when it is complete, so a folder with one of these
 * names is always complete. The name contains a hash of everything that the part is made from.
 * @param {NodeJS.ProcessEnv} env
 * @returns {FerretdbParts}
 */
function ferretdbParts(env) {
  const base = join(cacheDir(env), 'ferretdb');
  const sources = readdirSync(sourceDir).sort();
  const code = sources.map((name) => readFileSync(join(sourceDir, name)));
  const rootName = `root-${process.arch}-${shortHash(suite, ...packages)}`;
  return {
    root: join(base, rootName),
    programs: join(base, `programs-${process.arch}-${shortHash(...code)}`),
    template: join(base, `template-${rootName}`),
  };
}

/**
 * @param {FerretdbParts} parts
 * @param {string} data folder of the database
 * @param {string[]} more arguments for our program, which finds FerretDB beside itself
 * @returns {[command: string, args: string[]]}
 */
export function databaseCommand({ root, programs }, data, more) {
  const program = join(programs, 'database');
  return ['unshare', [...privateMounts, '--', program, '--root', root, '--data', data, ...more]];
}

/**
 * Sets up the parts that are missing. A lock makes a second process wait for the first.
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
      removeIncomplete(base);
      log('No MongoDB here: setting up FerretDB on PostgreSQL instead (once, about 90 s, 950 MB).');
      await makeRootAndPrograms(parts, log, env);
      await makeTemplate(parts, log, env);
    },
    () => log('Another process is setting up FerretDB: waiting for it (up to 90 s).'),
  );
  return parts;
}

/**
 * Makes both at the same time. On a machine without Go, this unpacks Debian's Go into a folder that
 * it removes afterwards.
 * @param {FerretdbParts} parts
 * @param {Log} log
 * @param {NodeJS.ProcessEnv} env
 */
async function makeRootAndPrograms({ root, programs }, log, env) {
  if (!which('debootstrap', env)) {
    log('  Installing debootstrap with apt-get (about 15 s).');
    await installPackages(['debootstrap', 'debian-archive-keyring'], env);
  }
  const makingRoot = makeWhole(root, (target) =>
    timed(
      log,
      '  Unpacking PostgreSQL 18 with DocumentDB into its own folder (about 65 s).',
      '  PostgreSQL is unpacked',
      () => debootstrap(target, packages, env),
    ),
  );
  const makingPrograms = makeWhole(programs, async (target) => {
    const go = await findGo(sourceDir, env);
    if (go) {
      const message = '  Building FerretDB 2.7.0 with Go (about 60 s).';
      const make = () => buildOnHost(go, goModule, target, env);
      await timed(log, message, '  FerretDB is built', make);
      return;
    }
    const message =
      '  Unpacking Go from Debian, as there is no Go 1.25, and building FerretDB (about 150 s).';
    await timed(log, message, '  FerretDB is built', async () => {
      const goRoot = `${target}-go`;
      await debootstrap(goRoot, goPackages, env);
      await buildInRoot(goRoot, goModule, target, env);
      rmSync(goRoot, { recursive: true, force: true });
    });
  });
  await Promise.all([makingRoot, makingPrograms]);
}

/**
 * Unpacks a Debian system into a folder. The mounts are private and the processes end with this
 * command, so the folder can always be removed.
 * @param {string} target
 * @param {string[]} include packages
 * @param {NodeJS.ProcessEnv} env
 */
async function debootstrap(target, include, env) {
  const isolation = [...privateMounts, '--pid', '--fork', '--kill-child=SIGKILL'];
  const options = ['--variant=minbase', `--include=${include.join(',')}`];
  await runOrThrow('unshare', [...isolation, 'debootstrap', ...options, suite, target], { env });
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
 * Initialising PostgreSQL takes seconds; copying an initialised folder does not.
 * @param {FerretdbParts} parts
 * @param {Log} log
 * @param {NodeJS.ProcessEnv} env
 */
async function makeTemplate(parts, log, env) {
  await makeWhole(parts.template, async (target) => {
    log('  Initialising a database to copy from (about 4 s).');
    const [command, args] = databaseCommand(parts, target, ['--init-only']);
    const owned = start(command, args, { env, stdio: ['pipe', 'inherit', 'inherit'] });
    const { code } = await owned.exited;
    if (code !== 0) throw new Error(`Initialising PostgreSQL failed; see ${target}/postgres.log.`);
  });
}
