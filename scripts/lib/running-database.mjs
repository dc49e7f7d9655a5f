import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @param {string} dataDir */
const fileIn = (dataDir) => join(dataDir, 'database.json');

/**
 * Notes the address of the database that `npm start` runs, so that other commands find it. Only the
 * owner can read it.
 * @param {string} dataDir
 * @param {string} uri
 * @returns {() => void} forgets it
 */
export function noteRunningDatabase(dataDir, uri) {
  const file = fileIn(dataDir);
  writeFileSync(file, JSON.stringify({ uri, pid: process.pid }), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/**
 * @param {string} dataDir
 * @returns {string | undefined} undefined if `npm start` does not run (any more)
 */
export function readRunningDatabase(dataDir) {
  try {
    const { uri, pid } = JSON.parse(readFileSync(fileIn(dataDir), 'utf8'));
    // Throws if there is no such process: a killed `npm start` leaves its file.
    process.kill(pid, 0);
    return uri;
  } catch {
    return undefined;
  }
}
