import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  firstAvailable,
  PROVIDERS,
  providersFor,
  startDatabase,
  withDatabaseName,
} from './database.mjs';
import { UserError } from './log.mjs';

const running = (/** @type {string} */ kind) => ({
  uri: 'mongodb://x/',
  kind,
  stop: async () => {},
});
const available = (/** @type {string} */ name) => ({
  name,
  find: async () => async () => running(name),
});
const unavailable = (/** @type {string} */ name, /** @type {Error} */ error) => ({
  name,
  find: () => Promise.reject(error),
});

/** @type {string} */
let dataDir;
const context = (env = {}) => ({ dataDir, log: () => {}, env });
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-data-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

test('the providers are tried in the documented order', () => {
  expect(PROVIDERS.map(({ name }) => name)).toEqual([
    'MONGODB_URI',
    'mongod on the PATH',
    'MongoDB downloaded by mongodb-memory-server',
    'FerretDB on PostgreSQL, set up by this script',
  ]);
});

test('MONGODB_URI is used unchanged', async () => {
  const database = await firstAvailable(
    PROVIDERS,
    context({ MONGODB_URI: 'mongodb://db.example/mine' }),
  );
  expect(withDatabaseName(database, 'parley')).toBe('mongodb://db.example/mine');
});

test('the URI of a database that the scripts started gets the name appended', () => {
  expect(withDatabaseName(running('FerretDB'), 'parley')).toBe('mongodb://x/parley');
});

test('the first provider that works wins', async () => {
  const providers = [unavailable('a', new Error('no')), available('b'), available('c')];
  expect((await firstAvailable(providers, context())).kind).toBe('b');
});

test('when no database is available, one message lists every provider with its reason', async () => {
  const failing = firstAvailable(
    [
      unavailable('mongod', new Error('there is none')),
      unavailable('download', new Error('no net')),
    ],
    context(),
  );
  await expect(failing).rejects.toThrow(UserError);
  await expect(failing).rejects.toThrow(
    /mongod: there is none\n.*download: no net\n.*MONGODB_URI/s,
  );
});

test('no other provider replaces a database whose data is in use', async () => {
  const providers = [unavailable('mongod', new UserError('in use')), available('FerretDB')];
  await expect(firstAvailable(providers, context())).rejects.toThrow('in use');
});

const engines = () => providersFor(dataDir, PROVIDERS).flatMap(({ keeps }) => keeps?.engine ?? []);

test.each([
  ['ferretdb/pg', ['FerretDB']],
  ['mongodb/WiredTiger', ['MongoDB', 'MongoDB']],
  // A folder that was created for a mongod that never started.
  ['mongodb', ['MongoDB', 'MongoDB', 'FerretDB']],
])(
  'a folder with %s is opened by %j only, as any other database would be empty',
  (sign, expected) => {
    mkdirSync(join(dataDir, sign), { recursive: true });
    expect(engines()).toEqual(expected);
  },
);

test('when the database of existing data is not available, the message names the folder and no other provider is tried', async () => {
  mkdirSync(join(dataDir, 'ferretdb', 'pg'), { recursive: true });
  // FerretDB cannot run without programs on the PATH.
  const failing = startDatabase(context({ PATH: '' }));
  await expect(failing).rejects.toThrow(UserError);
  await expect(failing).rejects.toThrow(`The data in ${join(dataDir, 'ferretdb')} is FerretDB's`);
  await expect(failing).rejects.not.toThrow('mongod');
});

test('a folder with the data of two databases follows the usual order', () => {
  mkdirSync(join(dataDir, 'mongodb', 'WiredTiger'), { recursive: true });
  mkdirSync(join(dataDir, 'ferretdb', 'pg'), { recursive: true });
  expect(engines()).toEqual(['MongoDB', 'MongoDB', 'FerretDB']);
});
