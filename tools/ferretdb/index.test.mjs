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
import { repoRoot } from '../../scripts/lib/paths.mjs';
import { ferretdb } from './index.mjs';
import { obstacle } from './setup.mjs';

const require = createRequire(join(repoRoot, 'backend', 'package.json'));
/** @type {typeof import('mongoose').mongo} */
const { MongoClient } = require('mongoose').mongo;
const NOBODY = 65_534;

if (obstacle(process.env) === undefined) {
  test('other accounts cannot connect to FerretDB or its PostgreSQL, even with data of an older version', async () => {
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

        expect(statSync(join(dataDir, 'ferretdb')).mode & 0o777).toBe(0o700);
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
  const database = await (await ferretdb.find(context))();
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
 * @returns {string[]} local TCP addresses, as the kernel writes them, on which the programs of this
 *   database listen
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

/** @param {string} name @returns {string} empty if the process has ended */
function readProcess(name) {
  try {
    return readFileSync(`/proc/${name}`, 'utf8');
  } catch {
    return '';
  }
}
