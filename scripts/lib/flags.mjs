import { parseArgs } from 'node:util';
import { describeError, UserError } from './log.mjs';

/**
 * @typedef {object} Flag
 * @property {'boolean' | 'string'} type
 * @property {string} help one line
 */

/**
 * Reads a script's flags. `--help` prints them and exits; an unknown flag ends the script with 2.
 * @param {string} command as users type it
 * @param {string} purpose one sentence
 * @param {{ flags?: Record<string, Flag>, notes?: string, args?: string[] }} [options]
 * @returns {Record<string, string | boolean | undefined>}
 */
export function parseFlags(command, purpose, { flags = {}, notes, args } = {}) {
  const values = readOrExit(flags, args ?? process.argv.slice(2), command);
  if (values.help === true) {
    console.log(helpText(command, purpose, flags, notes));
    process.exit(0);
  }
  return values;
}

/**
 * @param {Record<string, Flag>} flags
 * @param {string[]} args
 * @param {string} command
 */
function readOrExit(flags, args, command) {
  try {
    return readFlags(flags, args, command);
  } catch (error) {
    console.error(describeError(error));
    return process.exit(2);
  }
}

/**
 * @param {Record<string, Flag>} flags
 * @param {string[]} args
 * @param {string} command
 * @returns {Record<string, string | boolean | undefined>}
 * @throws {UserError} that names the unknown option
 */
export function readFlags(flags, args, command) {
  /** @type {import('node:util').ParseArgsConfig['options']} */
  const options = { help: { type: 'boolean' } };
  for (const [name, { type }] of Object.entries(flags)) options[name] = { type };
  try {
    const { values } = parseArgs({ args, options, strict: true });
    return /** @type {Record<string, string | boolean | undefined>} */ (values);
  } catch (error) {
    const unknown =
      /** @type {{ code?: string }} */ (error).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
    const culprit = unknown ? args.find((arg) => isUnknown(arg, options)) : undefined;
    const reason = culprit
      ? `Unknown option ${culprit}.`
      : error instanceof Error
        ? error.message
        : String(error);
    throw new UserError(`${reason} \`${command} -- --help\` lists the options.`);
  }
}

/**
 * @param {string} arg
 * @param {object} options
 */
function isUnknown(arg, options) {
  return arg.startsWith('-') && !(arg.replace(/^-+/, '').replace(/=.*$/, '') in options);
}

/**
 * @param {string} command
 * @param {string} purpose
 * @param {Record<string, Flag>} flags
 * @param {string} [notes]
 */
function helpText(command, purpose, flags, notes) {
  /** @type {Record<string, Flag>} */
  const all = { ...flags, help: { type: 'boolean', help: 'Prints this help.' } };
  const rows = Object.entries(all).map(([name, { help }]) => `  --${name.padEnd(12)} ${help}`);
  return [`${command} [-- OPTIONS]`, purpose, '', ...rows, ...(notes ? ['', notes] : [])].join(
    '\n',
  );
}
