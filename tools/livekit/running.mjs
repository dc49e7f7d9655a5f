import { join } from 'node:path';
import { readNote, writeNote } from '../../scripts/lib/running-note.mjs';

/**
 * How far `npm start` has come with its SFU.
 * @typedef {object} SfuState
 * @property {'starting' | 'building' | 'impossible' | 'failed' | 'ready'} state `impossible`: there is
 *   no LiveKit and no Go; `failed`: it could not be built
 * @property {string} [detail] why it failed
 */

/**
 * @typedef {SfuState & { api: import('./probe.mjs').SfuApi, udpPort: number, tcpPort: number }}
 *   RunningSfu the ports are those of media
 */

/** @param {string} dataDir */
const fileIn = (dataDir) => join(dataDir, 'sfu.json');

/**
 * Notes the SFU of `npm start`, with its key, so that the doctor finds it. Only the owner can read it.
 * @param {string} dataDir
 * @param {RunningSfu} sfu
 * @returns {() => void} forgets it
 */
export const noteRunningSfu = (dataDir, sfu) => writeNote(fileIn(dataDir), { ...sfu });

/**
 * @param {string} dataDir
 * @returns {RunningSfu | undefined} undefined if no `npm start` with an SFU of its own runs
 */
export const readRunningSfu = (dataDir) => readNote(fileIn(dataDir));
