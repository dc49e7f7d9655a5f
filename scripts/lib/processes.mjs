import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Exit */
/**
 * A child process and its end.
 * @typedef {{ child: ChildProcess, exited: Promise<Exit> }} Owned
 */

const followParent = fileURLToPath(new URL('./follow-parent.mjs', import.meta.url));

/** @type {Set<Owned>} */
const running = new Set();

/**
 * Starts a program in a process group of its own, so that Ctrl-C in the terminal reaches only this
 * process, which then ends everything in order. Its stdin is a pipe that closes when this process
 * ends, even if it is killed.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Owned}
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...options,
    detached: true,
  });
  // Writing to a child that has ended is not an error.
  child.stdin?.on('error', () => {});
  /** @type {Owned} */
  const owned = {
    child,
    exited: new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    }),
  };
  running.add(owned);
  const forget = () => running.delete(owned);
  owned.exited.then(forget, forget);
  return owned;
}

/**
 * Starts a Node program that ends, with its process group, when this process ends.
 * @param {string[]} args script and its arguments
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function startNode(args, options) {
  return start(process.execPath, ['--import', followParent, ...args], options);
}

/**
 * Sends a signal to a process group and waits for its end. After the limit it kills the group.
 * @param {Owned} owned
 * @param {{ signal?: NodeJS.Signals, limitMs?: number }} [options]
 * @returns {Promise<void>}
 */
export async function end(owned, { signal = 'SIGTERM', limitMs = 15_000 } = {}) {
  if (!running.has(owned)) return;
  killGroup(owned, signal);
  const timer = setTimeout(() => killGroup(owned, 'SIGKILL'), limitMs);
  await owned.exited.catch(() => {});
  clearTimeout(timer);
}

/** Ends all processes that are still running. @returns {Promise<void>} */
export async function endAll() {
  await Promise.all([...running].map((owned) => end(owned)));
}

/** Kills all processes that are still running, without waiting. */
export function killAll() {
  for (const owned of running) killGroup(owned, 'SIGKILL');
}

/**
 * @param {Owned} owned
 * @param {NodeJS.Signals} signal
 */
function killGroup({ child }, signal) {
  if (!child.pid) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group has already ended.
  }
}

/**
 * Runs a program to its end and collects its output.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<Exit & { output: string }>} the code is 127 if the program cannot be started
 */
export function run(command, args, options) {
  return collect(start(command, args, options));
}

/**
 * @param {Owned} owned a child whose stdout and stderr are pipes
 * @returns {Promise<Exit & { output: string }>}
 */
export async function collect({ child, exited }) {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => (output += text));
  }
  try {
    return { ...(await exited), output };
  } catch (error) {
    return { code: 127, signal: null, output: `${output}${String(error)}` };
  }
}

/**
 * Like `run`, but rejects if the program fails.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<string>} its output
 * @throws with the end of its output
 */
export async function runOrThrow(command, args, options) {
  const { code, signal, output } = await run(command, args, options);
  if (code === 0) return output;
  const tail = output.trim().split('\n').slice(-15).join('\n');
  throw new Error(`\`${command} ${args.join(' ')}\` ended with ${signal ?? code}:\n${tail}`);
}

/**
 * @param {string} name of a program
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined} its absolute path if it is on the PATH
 */
export function which(name, env) {
  for (const dir of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    try {
      accessSync(join(dir, name), constants.X_OK);
      return join(dir, name);
    } catch {
      // The program is not in this folder.
    }
  }
  return undefined;
}
