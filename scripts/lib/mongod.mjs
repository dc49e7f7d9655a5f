import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inUse } from './ferretdb.mjs';
import { collect, end, startNode } from './processes.mjs';
import { freePort, waitForPort } from './ports.mjs';

const runProgram = fileURLToPath(new URL('./run-program.mjs', import.meta.url));
const startLimitMs = 60_000;

/**
 * Runs a mongod on a free loopback port; its data is in `dataDir/mongodb`.
 * @param {string} mongod path of the program
 * @param {import('./database.mjs').DatabaseContext} context
 * @returns {Promise<import('./database.mjs').Database>}
 */
export async function startMongod(mongod, { dataDir, env }) {
  const dbPath = join(dataDir, 'mongodb');
  mkdirSync(dbPath, { recursive: true });
  const port = await freePort();
  const owned = startNode(
    [
      runProgram,
      mongod,
      '--dbpath',
      dbPath,
      '--port',
      String(port),
      '--bind_ip',
      '127.0.0.1',
      '--storageEngine',
      'wiredTiger',
      '--quiet',
    ],
    { env },
  );
  const output = collect(owned);
  const ended = output.then(({ code, output: text }) => {
    if (text.includes('DBPathInUse')) throw inUse(dataDir);
    throw new Error(`mongod ended with ${code} before it was ready:\n${text.slice(-2000)}`);
  });
  try {
    await Promise.race([waitForPort(port, startLimitMs), ended]);
  } catch (error) {
    await end(owned);
    throw error;
  }
  ended.catch(() => {});
  return {
    uri: `mongodb://127.0.0.1:${port}/`,
    kind: 'MongoDB',
    exited: output.then(({ output: text }) => text.slice(-2000)),
    stop: () => end(owned, { limitMs: 60_000 }),
  };
}
