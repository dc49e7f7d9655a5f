import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the checkout, without a trailing slash. */
export const repoRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/**
 * Folder for results that take long to create and can be recreated at any time.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string} absolute path; it may not exist yet
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function cacheDir(env) {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'parley');
}

/**
 * @param {...(string | Uint8Array)} parts
 * @returns {string} 16 hexadecimal digits that name this content
 */
export function shortHash(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}
