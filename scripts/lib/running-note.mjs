import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Notes something about this process in a file that only its owner can read, so that other commands
 * find it.
 * @param {string} file
 * @param {Record<string, unknown>} content
 * @returns {() => void} forgets it
 */
export function writeNote(file, content) {
  writeFileSync(file, JSON.stringify({ ...content, pid: process.pid }), { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/**
 * @param {string} file
 * @returns {any} what a process noted; undefined if it does not run (any more)
 */
export function readNote(file) {
  try {
    const { pid, ...content } = JSON.parse(readFileSync(file, 'utf8'));
    // Throws if there is no such process: a killed one leaves its file.
    process.kill(pid, 0);
    return content;
  } catch {
    return undefined;
  }
}
