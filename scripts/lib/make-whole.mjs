import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { shortHash } from './paths.mjs';

/**
 * Makes a file or folder under another name and renames it when it is complete, so one with this name
 * is always complete. Does nothing if it is there.
 * @param {string} path of the finished result
 * @param {(unfinished: string) => Promise<void>} make fills the path that it receives
 */
export async function makeWhole(path, make) {
  if (existsSync(path)) return;
  const unfinished = join(path, '..', `half-${process.pid}-${shortHash(path)}`);
  await make(unfinished);
  renameSync(unfinished, path);
}

/** Removes what a killed `makeWhole` has left. @param {string} base the folder of its results */
export function removeIncomplete(base) {
  for (const name of readdirSync(base)) {
    if (name.startsWith('half-')) rmSync(join(base, name), { recursive: true, force: true });
  }
}
