import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Exit */
/**
 * A long-lived child and the end of it.
 * @typedef {{ child: ChildProcess, exited: Promise<Exit> }} Owned
 */

const followParent = fileURLToPath(new URL('./follow-parent.mjs', import.meta.url));

/** @type {Set<Owned>} */
const running = new Set();

/**
 * Starts a program in a process group of its own, so that Ctrl-C in the terminal reaches this
 * process only, which then ends everything in order. Its stdin is a pipe that closes when this
 * process dies, however it dies.
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
  // Writing to a child that has ended is no reason to fall over.
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
 * Starts a Node program that ends (with its process group) when this process dies.
 * @param {string[]} args script and its arguments
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function startNode(args, options) {
  return start(process.execPath, ['--import', followParent, ...args], options);
}

/**
 * Asks a process group to end and waits; after the limit it is killed.
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

/** Ends whatever has been started and not ended yet. @returns {Promise<void>} */
export async function endAll() {
  await Promise.all([...running].map((owned) => end(owned)));
}

/** Kills whatever is left without waiting. */
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
    // It has ended meanwhile.
  }
}

/**
 * Runs a program to its end and keeps what it prints.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<Exit & { output: string }>} a program that cannot be started has code 127
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
 * Like `run`, but anything but success is an error that shows the end of what was printed.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 * @returns {Promise<string>} what it printed
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
 * @returns {string | undefined} its absolute path, if it is on the PATH
 */
export function which(name, env) {
  for (const dir of (env.PATH ?? '').split(delimiter).filter(Boolean)) {
    try {
      accessSync(join(dir, name), constants.X_OK);
      return join(dir, name);
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}
