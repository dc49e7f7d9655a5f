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
/** The server takes at most 10 s to stop. */
const stopLimitMs = 15_000;
const warnLevel = 40;
/** Exit code of the server for a wrong configuration, which it has described on its output. */
const wrongConfiguration = 78;

/** @typedef {import('./processes.mjs').Exit} Exit */
/**
 * @typedef {object} AppServer
 * @property {number} port on which it listens
 * @property {Promise<Exit>} exited
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the server and waits until it listens and reports that it is ready.
 * @param {{ args: string[], cwd: string, env: NodeJS.ProcessEnv, logFile: string }} options `args`
 *   are for Node; the server's output goes to `logFile`, warnings also to the terminal
 * @returns {Promise<AppServer>}
 * @throws {UserError} with its last output if it ends before it is ready
 */
export async function startAppServer({ args, cwd, env, logFile }) {
  const owned = startNode(args, { cwd, env });
  const output = readOutput(owned, logFile);
  const ended = owned.exited.then(({ code, signal }) => {
    if (code === wrongConfiguration) throw new UserError(output.plainLines().join('\n'));
    const lastLines = output.tail.join('\n');
    throw new UserError(`The server ended (${signal ?? code}) before it was ready.\n${lastLines}`);
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
 * @returns {{ port: Promise<number>, tail: string[], plainLines: () => string[] }} `tail`: its last
 *   lines; `plainLines`: those of them that are not log entries
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
      // Plain lines before that explain why it ends; the thrown error contains them.
      if (entry ? Number(entry.level) >= warnLevel : isListening) console.error(line);
    });
  }
  return { port, tail, plainLines: () => tail.filter((line) => !parseEntry(line)) };
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

/** Opens a new log file and keeps the one of the previous run. @param {string} file */
function openLog(file) {
  mkdirSync(join(file, '..'), { recursive: true });
  try {
    renameSync(file, file.replace(/\.log$/, '.previous.log'));
  } catch {
    // This is the first run.
  }
  // The log contains IP addresses of users.
  return createWriteStream(file, { mode: 0o600 }).on('error', () => {});
}

/**
 * @param {string | undefined} host on which the server listens
 * @returns {string} host name or address for URLs on this machine
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
 * @param {string} url of the server that this script started. Its certificate need not name this
 *   host, so it is not verified.
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
