import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ignored = new Set(['node_modules', 'dist', '.vite']);
const isTest = (/** @type {string} */ name) => /\.(test|spec)\.\w+$/.test(name);

/**
 * Hash of the names and contents of files, whatever their times; tests and results do not count.
 * @param {string} root folder that `inputs` are relative to
 * @param {string[]} inputs files and folders; what does not exist is left out
 * @returns {string}
 */
export function hashInputs(root, inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesUnder(root, input)) {
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * @param {string} root
 * @param {string} path relative to root
 * @returns {string[]} in a fixed order
 */
function filesUnder(root, path) {
  const info = statSync(join(root, path), { throwIfNoEntry: false });
  if (!info) return [];
  if (info.isFile()) return [path];
  return readdirSync(join(root, path))
    .filter((name) => !ignored.has(name) && !isTest(name))
    .sort()
    .flatMap((name) => filesUnder(root, `${path}/${name}`));
}

/**
 * Runs `make` unless the stamp says that its result was made from the same inputs. The stamp goes
 * before and comes back after, so that a result that was broken off is never taken for a whole.
 * @param {{ stamp: string, hash: string, make: () => Promise<void> }} job `stamp` is a file
 * @returns {Promise<boolean>} whether it was made anew
 */
export async function makeIfChanged({ stamp, hash, make }) {
  if (readStamp(stamp) === hash) return false;
  rmSync(stamp, { force: true });
  await make();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
  return true;
}

/** @param {string} file */
function readStamp(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
