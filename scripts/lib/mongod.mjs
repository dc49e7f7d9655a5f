import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inUse } from './ferretdb.mjs';
import { collect, end, startNode } from './processes.mjs';
import { waitForListener } from './ports.mjs';

const runProgram = fileURLToPath(new URL('./run-program.mjs', import.meta.url));
const startLimitMs = 60_000;

/**
 * Runs a mongod on a socket that no other account can reach; its data is in `dataDir/mongodb`.
 * @param {string} mongod path of the program
 * @param {import('./database.mjs').DatabaseContext} context
 * @returns {Promise<import('./database.mjs').Database>}
 */
export async function startMongod(mongod, { dataDir, env }) {
  const dbPath = join(dataDir, 'mongodb');
  mkdirSync(dbPath, { recursive: true });
  const sockets = makeSocketFolder();
  const socket = join(sockets, 'mongodb.sock');
  const owned = startNode([runProgram, mongod, ...mongodArguments(dbPath, sockets, socket)], {
    env,
  });
  const removeSockets = () => rmSync(sockets, { recursive: true, force: true });
  const output = collect(owned);
  const ended = output.then(({ code, output: text }) => {
    if (text.includes('DBPathInUse')) throw inUse(dataDir);
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
 * A mongod without accounts, as one that asked for a password would have to accept anybody until
 * its first account is made. The address to bind is a socket and nothing else, so it does not
 * listen on TCP. The port is part of the name of the socket that mongod makes by itself.
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
 * The folder is for temporary files, because the path of a socket may have 103 bytes at most (on a
 * Mac; 107 on Linux).
 * @returns {string} path of a folder that no other account can enter
 */
function makeSocketFolder() {
  const parent = tmpdir().length > 60 ? '/tmp' : tmpdir();
  return mkdtempSync(join(parent, 'parley-sockets-'));
}
