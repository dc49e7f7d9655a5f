import { join } from 'node:path';
import { readNote, writeNote } from './running-note.mjs';

/** @param {string} dataDir */
const fileIn = (dataDir) => join(dataDir, 'database.json');

/**
 * Notes the address of the database that `npm start` runs, so that other commands find it. Only the
 * owner can read it.
 * @param {string} dataDir
 * @param {string} uri
 * @returns {() => void} forgets it
 */
export const noteRunningDatabase = (dataDir, uri) => writeNote(fileIn(dataDir), { uri });

/**
 * @param {string} dataDir
 * @returns {string | undefined} undefined if `npm start` does not run (any more)
 */
export const readRunningDatabase = (dataDir) => readNote(fileIn(dataDir))?.uri;
