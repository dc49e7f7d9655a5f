import { createWriteStream, mkdirSync, renameSync } from 'node:fs';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { schemeOf } from './environment.mjs';
import { UserError } from './log.mjs';
import { end, startNode } from './processes.mjs';

const readyLimitMs = 60_000;
/** The server itself takes at most 10 s. */
const stopLimitMs = 15_000;
const warnLevel = 40;
/** How the server ends where what the operator has set is wrong; it has said what. */
const wrongConfiguration = 78;

/** @typedef {import('./processes.mjs').Exit} Exit */
/**
 * @typedef {object} AppServer
 * @property {number} port that it listens on
 * @property {Promise<Exit>} exited
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the server and waits until it listens and says that it is ready.
 * @param {{ args: string[], cwd: string, env: NodeJS.ProcessEnv, logFile: string }} options `args`
 *   for Node; all that the server logs goes to `logFile`, warnings to the terminal too
 * @returns {Promise<AppServer>}
 * @throws {UserError} with its last words if it ends before it is ready
 */
export async function startAppServer({ args, cwd, env, logFile }) {
  const owned = startNode(args, { cwd, env });
  const output = readOutput(owned, logFile);
  const ended = owned.exited.then(({ code, signal }) => {
    if (code === wrongConfiguration) throw new UserError(output.sentences().join('\n'));
    const words = output.tail.join('\n');
    throw new UserError(`The server ended (${signal ?? code}) before it was ready.\n${words}`);
  });
  try {
    const port = await Promise.race([output.port, ended]);
    await Promise.race([
      waitUntilReady(`${schemeOf(env)}://${hostToAsk(env.HOST)}:${port}`),
      ended,
    ]);
    ended.catch(() => {});
    return { port, exited: owned.exited, stop: () => end(owned, { limitMs: stopLimitMs }) };
  } catch (error) {
    await end(owned);
    throw error;
  }
}

/**
 * @param {import('./processes.mjs').Owned} owned
 * @param {string} logFile
 * @returns {{ port: Promise<number>, tail: string[], sentences: () => string[] }} `tail`: its last
 *   lines; `sentences`: those of them that are no log entries
 */
function readOutput({ child }, logFile) {
  const file = openLog(logFile);
  /** @type {string[]} */
  const tail = [];
  /** @type {(port: number) => void} */
  let listens = () => {};
  let isListening = false;
  const port = new Promise((/** @type {(port: number) => void} */ resolve) => (listens = resolve));
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      tail.push(line);
      if (tail.length > 20) tail.shift();
      const entry = parseEntry(line);
      if (entry?.msg === 'listening' && typeof entry.port === 'number') {
        isListening = true;
        listens(entry.port);
      }
      // What it says before it listens is its end, which whoever started it tells.
      if (entry ? Number(entry.level) >= warnLevel : isListening) console.error(line);
    });
  }
  return { port, tail, sentences: () => tail.filter((line) => !parseEntry(line)) };
}

/**
 * @param {string} line
 * @returns {Record<string, unknown> | undefined} undefined if it is not a JSON object
 */
export function parseEntry(line) {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** The log of the run before is kept under another name. @param {string} file */
function openLog(file) {
  mkdirSync(join(file, '..'), { recursive: true });
  try {
    renameSync(file, file.replace(/\.log$/, '.previous.log'));
  } catch {
    // The first run.
  }
  // Addresses of people are in it.
  return createWriteStream(file, { mode: 0o600 }).on('error', () => {});
}

/**
 * @param {string | undefined} host that the server listens on
 * @returns {string} where this machine reaches it, fit for a URL
 */
export function hostToAsk(host) {
  if (!host || host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

/** @param {string} origin */
async function waitUntilReady(origin) {
  const endAt = performance.now() + readyLimitMs;
  while (performance.now() < endAt) {
    const status = await statusOf(`${origin}/api/health/ready`).catch(() => undefined);
    if (status === 200) return;
    await setTimeout(50);
  }
  throw new UserError(`The server is not ready after ${readyLimitMs / 1000} s.`);
}

/**
 * @param {string} url of the server that was started here: its certificate is for the names that
 *   people use and need not be for this one
 * @returns {Promise<number | undefined>} HTTP status
 */
function statusOf(url) {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? getHttps : getHttp;
    const options = { timeout: 5000, rejectUnauthorized: false };
    const request = get(url, options, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('error', reject).once('timeout', () => request.destroy(new Error('No answer.')));
  });
}
