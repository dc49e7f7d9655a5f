import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { databaseChoices, firstAvailable, startDatabase, withDatabaseName } from './database.mjs';
import { UserError } from './log.mjs';

const running = (/** @type {string} */ kind) => ({
  uri: 'mongodb://x/',
  kind,
  stop: async () => {},
});
const yes = (/** @type {string} */ name) => ({ name, find: async () => async () => running(name) });
const no = (/** @type {string} */ name, /** @type {Error} */ error) => ({
  name,
  find: () => Promise.reject(error),
});

/** @type {string} */
let dataDir;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-data-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('a database is looked for in the promised order', () => {
  const choices = databaseChoices({ dataDir: '/nowhere', log: () => {}, env: {} });
  expect(choices.map(({ name }) => name)).toEqual([
    'MONGODB_URI',
    'mongod on the PATH',
    'MongoDB downloaded by mongodb-memory-server',
    'FerretDB on PostgreSQL, set up by this script',
  ]);
});

test('MONGODB_URI is used as it is', async () => {
  const env = { MONGODB_URI: 'mongodb://db.example/mine' };
  const database = await firstAvailable(
    databaseChoices({ dataDir: '/nowhere', log: () => {}, env }),
  );
  expect(withDatabaseName(database, 'parley')).toBe('mongodb://db.example/mine');
});

test('a database started here gets a name appended', () => {
  expect(withDatabaseName(running('FerretDB'), 'parley')).toBe('mongodb://x/parley');
});

test('the first choice that works wins, whatever comes after it', async () => {
  const database = await firstAvailable([no('a', new Error('no')), yes('b'), yes('c')]);
  expect(database.kind).toBe('b');
});

test('when nothing can be had, one message lists every choice with its reason', async () => {
  const failing = firstAvailable([
    no('mongod', new Error('there is none')),
    no('download', new Error('no net')),
  ]);
  await expect(failing).rejects.toThrow(UserError);
  await expect(failing).rejects.toThrow(
    /mongod: there is none\n.*download: no net\n.*MONGODB_URI/s,
  );
});

test('data that is in use is not swapped for another, empty database', async () => {
  const failing = firstAvailable([no('mongod', new UserError('in use')), yes('FerretDB')]);
  await expect(failing).rejects.toThrow('in use');
});

const local = () =>
  databaseChoices({ dataDir, log: () => {}, env: {} }).flatMap(({ engine }) => engine ?? []);

test.each([
  ['ferretdb/pg', ['FerretDB']],
  ['mongodb/WiredTiger', ['MongoDB', 'MongoDB']],
  // A folder that was only made, for a mongod that never started.
  ['mongodb', ['MongoDB', 'MongoDB', 'FerretDB']],
])('a folder with %s is for %j only, as any other database would be empty', (sign, engines) => {
  mkdirSync(join(dataDir, sign), { recursive: true });
  expect(local()).toEqual(engines);
});

test('data whose database cannot be had is named, with what to do, and no other is tried', async () => {
  mkdirSync(join(dataDir, 'ferretdb', 'pg'), { recursive: true });
  // Without programs FerretDB can be had nowhere.
  const failing = startDatabase({ dataDir, log: () => {}, env: { PATH: '' } });
  await expect(failing).rejects.toThrow(UserError);
  await expect(failing).rejects.toThrow(`The data in ${join(dataDir, 'ferretdb')} is FerretDB's`);
  await expect(failing).rejects.not.toThrow('mongod');
});

test('two databases in one folder go by the usual order', () => {
  mkdirSync(join(dataDir, 'mongodb', 'WiredTiger'), { recursive: true });
  mkdirSync(join(dataDir, 'ferretdb', 'pg'), { recursive: true });
  expect(local()).toEqual(['MongoDB', 'MongoDB', 'FerretDB']);
});
