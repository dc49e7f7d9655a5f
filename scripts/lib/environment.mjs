import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadEnvFile } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { UserError } from './log.mjs';
import { repoRoot } from './paths.mjs';
import { probePort } from './ports.mjs';

const portReleaseLimitMs = 1500;

/**
 * Reads the `.env` of the checkout if there is one. Existing environment variables take precedence.
 * @returns {NodeJS.ProcessEnv}
 */
export function loadEnvironment() {
  const file = join(repoRoot, '.env');
  if (existsSync(file)) loadEnvFile(file);
  return process.env;
}

/**
 * Creates the data folder, which only its owner can read.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} absolute path
 */
export function makeDataDir(env) {
  const dataDir = resolve(repoRoot, env.DATA_DIR || '.data');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    chmodSync(dataDir, 0o700);
  } catch {
    // The folder belongs to another account, which decides on its mode.
  }
  return dataDir;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} `PORT`, 3000 by default; 0 means any free port
 * @throws {UserError} if the port cannot be used
 */
export async function portOf(env) {
  const text = env.PORT || '3000';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new UserError(`PORT must be a number up to 65535, not "${text}".`);
  // The server of a killed run releases its port a moment later.
  const endAt = performance.now() + portReleaseLimitMs;
  for (;;) {
    const error = await probePort(port, env.HOST || '0.0.0.0').then(
      () => undefined,
      (/** @type {NodeJS.ErrnoException} */ reason) => reason,
    );
    if (!error) return port;
    if (error.code !== 'EADDRINUSE' || performance.now() > endAt) {
      throw new UserError(describePortError(port, error));
    }
    await setTimeout(100);
  }
}

/**
 * @param {number} port
 * @param {NodeJS.ErrnoException} error of `listen`
 * @returns {string}
 */
function describePortError(port, error) {
  if (error.code === 'EADDRINUSE') {
    return `Port ${port} is already in use (perhaps Parley runs already). Set PORT to another one, such as PORT=${port + 1} npm start.`;
  }
  if (error.code === 'EACCES') return `Port ${port} may not be used by this account: set PORT.`;
  return `Port ${port} cannot be used: ${error.message}`;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {'http' | 'https'} protocol of the server itself
 */
export function schemeOf(env) {
  return env.TLS_CERT_FILE ? 'https' : 'http';
}

/**
 * @param {string | undefined} host
 * @param {number} port
 * @param {'http' | 'https'} [scheme]
 * @returns {string} URL for a browser on this machine
 */
export function addressOf(host, port, scheme = 'http') {
  const isAny = !host || ['0.0.0.0', '::', '127.0.0.1', '::1'].includes(host);
  return `${scheme}://${isAny ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
}
