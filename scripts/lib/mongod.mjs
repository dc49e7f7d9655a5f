import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataInUse } from './database-provider.mjs';
import { collect, end, startNode, which } from './processes.mjs';
import { waitForListener } from './ports.mjs';

const runProgram = fileURLToPath(new URL('./run-program.mjs', import.meta.url));
const startLimitMs = 60_000;

/** @type {import('./database-provider.mjs').DataFolder} */
export const mongodbFolder = { engine: 'MongoDB', folder: 'mongodb', sign: 'WiredTiger' };

/** @type {import('./database-provider.mjs').DatabaseProvider} */
export const mongodOnPath = {
  name: 'mongod on the PATH',
  keeps: mongodbFolder,
  find: async (context) => {
    const mongod = which('mongod', context.env);
    if (!mongod) throw new Error('there is none');
    return () => startMongod(mongod, context);
  },
};

/**
 * Runs a mongod on a socket that no other account can reach. Its data is in `dataDir/mongodb`.
 * @param {string} mongod path of the program
 * @param {import('./database-provider.mjs').DatabaseContext} context
 * @returns {Promise<import('./database-provider.mjs').Database>}
 * @throws {import('./log.mjs').UserError} if another process is using the data
 */
export async function startMongod(mongod, { dataDir, env }) {
  const dbPath = join(dataDir, mongodbFolder.folder);
  mkdirSync(dbPath, { recursive: true, mode: 0o700 });
  const sockets = makeSocketFolder();
  const socket = join(sockets, 'mongodb.sock');
  const owned = startNode([runProgram, mongod, ...mongodArguments(dbPath, sockets, socket)], {
    env,
  });
  const removeSockets = () => rmSync(sockets, { recursive: true, force: true });
  const output = collect(owned);
  const ended = output.then(({ code, output: text }) => {
    if (text.includes('DBPathInUse')) throw dataInUse(dataDir);
    throw new Error(`mongod ended with ${code} before it was ready:\n${text.slice(-2000)}`);
  });
  try {
    await Promise.race([waitForListener(socket, startLimitMs), ended]);
  } catch (error) {
    await end(owned);
    removeSockets();
    throw error;
  }
  ended.catch(() => {});
  return {
    uri: `mongodb://${encodeURIComponent(socket)}/`,
    kind: 'MongoDB',
    exited: output.then(({ output: text }) => text.slice(-2000)),
    stop: async () => {
      await end(owned, { limitMs: 60_000 });
      removeSockets();
    },
  };
}

/**
 * A mongod without accounts: one with accounts would have to accept every client until the first
 * account exists. It binds to the socket only, so it does not listen on TCP. The port is part of the
 * name of the socket that mongod creates by itself.
 * @param {string} dbPath
 * @param {string} sockets folder that only this account can enter
 * @param {string} socket path inside it
 * @returns {string[]}
 */
export function mongodArguments(dbPath, sockets, socket) {
  return Object.entries({
    '--dbpath': dbPath,
    '--storageEngine': 'wiredTiger',
    '--bind_ip': socket,
    '--port': '27017',
    '--unixSocketPrefix': sockets,
    '--filePermissions': '0700',
  })
    .flat()
    .concat('--quiet');
}

/**
 * The sockets are under the folder for temporary files because the path of a socket is limited to
 * 103 bytes on macOS and 107 bytes on Linux.
 * @returns {string} path of a folder that no other account can enter
 */
function makeSocketFolder() {
  const parent = tmpdir().length > 60 ? '/tmp' : tmpdir();
  return mkdtempSync(join(parent, 'parley-sockets-'));
}
