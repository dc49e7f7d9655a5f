import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { ferretdbObstacle } from './ferretdb-setup.mjs';
import { startFerretdb } from './ferretdb.mjs';
import { mongodArguments } from './mongod.mjs';
import { repoRoot } from './paths.mjs';

const require = createRequire(join(repoRoot, 'backend', 'package.json'));
/** @type {typeof import('mongoose').mongo} */
const { MongoClient } = require('mongoose').mongo;
const NOBODY = 65_534;

test('a mongod listens on a socket in its own folder and on no port', () => {
  const args = mongodArguments('/data', '/tmp/mine', '/tmp/mine/mongodb.sock');
  const valueOf = (/** @type {string} */ name) => args[args.indexOf(name) + 1];
  expect(valueOf('--bind_ip')).toBe('/tmp/mine/mongodb.sock');
  expect(valueOf('--unixSocketPrefix')).toBe('/tmp/mine');
  expect(valueOf('--filePermissions')).toBe('0700');
});

// Where it cannot be had there is nothing to try.
if (ferretdbObstacle(process.env) === undefined) {
  test('no other account reaches FerretDB or its PostgreSQL, also with the data of an older version', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'parley-test-'));
    const rules = join(dataDir, 'ferretdb', 'pg', 'pg_hba.conf');
    try {
      await withDatabase(dataDir, async (uri) => {
        await withCollection(uri, (people) => people.insertOne({ name: 'Ana' }));
      });
      writeFileSync(rules, 'local all all trust\nhost all all 127.0.0.1/32 trust\n');

      await withDatabase(dataDir, async (uri) => {
        expect(await withCollection(uri, (people) => people.countDocuments())).toBe(1);
        expect(readFileSync(rules, 'utf8')).not.toContain('trust');

        const socket = decodeURIComponent(new URL(uri).hostname);
        expect(statSync(dirname(socket)).mode & 0o777).toBe(0o700);
        expect(connectAs(NOBODY, socket)).toBe('EACCES');
        expect(connectAs(process.getuid?.() ?? 0, socket)).toBe('connected');
        expect(listenersOf(dataDir)).toEqual([]);
      });
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  }, 120_000);
}

/**
 * @param {string} dataDir
 * @param {(uri: string) => Promise<void>} task
 */
async function withDatabase(dataDir, task) {
  const context = { dataDir, log: () => {}, env: process.env, throwaway: true };
  const database = await startFerretdb(context);
  try {
    await task(database.uri);
  } finally {
    await database.stop();
  }
}

/**
 * @template T
 * @param {string} uri
 * @param {(people: import('mongoose').mongo.Collection) => Promise<T>} task
 * @returns {Promise<T>}
 */
async function withCollection(uri, task) {
  const client = new MongoClient(uri);
  try {
    return await task(client.db('test').collection('people'));
  } finally {
    await client.close();
  }
}

/**
 * @param {number} uid
 * @param {string} socket
 * @returns {string} `connected`, or the code of the error
 */
function connectAs(uid, socket) {
  const script = `require('node:net').connect(process.argv[1])
    .on('connect', () => { console.log('connected'); process.exit(); })
    .on('error', (error) => console.log(error.code));`;
  const { stdout } = spawnSync(process.execPath, ['-e', script, socket], {
    uid,
    cwd: '/',
    encoding: 'utf8',
  });
  return stdout.trim();
}

/**
 * @param {string} dataDir
 * @returns {string[]} local addresses, as the kernel writes them, at which the programs of this
 *   database listen on TCP
 */
function listenersOf(dataDir) {
  const pid = readFileSync(join(dataDir, 'ferretdb', 'lock'), 'utf8');
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const parent = / \w (\d+) /.exec(readProcess(`${name}/stat`))?.[1];
      return parent === undefined ? [] : [{ name, parent }];
    });
  const family = [pid];
  for (const member of family) {
    family.push(...parents.filter(({ parent }) => parent === member).map(({ name }) => name));
  }
  expect(family.length).toBeGreaterThan(2);

  const sockets = new Set(family.flatMap(socketsOf));
  const tables = readProcess('net/tcp') + readProcess('net/tcp6');
  return tables.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    return state === '0A' && sockets.has(inode) ? [local] : [];
  });
}

/** @param {string} pid @returns {string[]} inodes */
function socketsOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** @param {string} name @returns {string} empty where the process has ended */
function readProcess(name) {
  try {
    return readFileSync(`/proc/${name}`, 'utf8');
  } catch {
    return '';
  }
}
