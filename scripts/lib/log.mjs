/**
 * Prints one line for the user.
 * @typedef {(line: string) => void} Log
 */

/**
 * An error whose message is all that the user needs. It is printed without a stack.
 */
export class UserError extends Error {}

// A closed terminal or pipe must not prevent an orderly shutdown.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

/** @type {Log} */
export const log = (line) => console.log(line);

/** @type {Log} */
export const logToStderr = (line) => console.error(line);

/**
 * @param {unknown} error
 * @returns {string}
 */
export function describeError(error) {
  if (error instanceof UserError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/**
 * @param {number} startedAt milliseconds of `performance.now()`
 * @returns {string} such as `3.4 s`
 */
export function secondsSince(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
