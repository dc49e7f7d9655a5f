import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ignored = new Set(['node_modules', 'dist', '.vite']);
const isTest = (/** @type {string} */ name) => /\.(test|spec)\.\w+$/.test(name);

/**
 * Hashes the names and contents of files, except tests and build results.
 * @param {string} root folder that `inputs` are relative to
 * @param {string[]} inputs files and folders; missing ones are ignored
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
 * Runs `make` unless the stamp shows that its result was made from the same inputs. The stamp is
 * removed before and written after `make`, so an interrupted result never counts as complete.
 * @param {{ stamp: string, hash: string, make: () => Promise<void> }} job `stamp` is a file
 * @returns {Promise<boolean>} whether `make` ran
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
