/**
 * Preloaded (`node --import`) into Node programs that must not outlive the process that started
 * them. That process holds the other end of stdin, which the kernel closes even if it is killed.
 */
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const killAfterMs = 15_000;

if (isMainThread) follow();

function follow() {
  // Node passes these arguments on to forked processes, which have another stdin.
  const at = process.execArgv.indexOf(fileURLToPath(import.meta.url));
  if (at > 0) process.execArgv.splice(at - 1, 2);

  process.stdin.on('error', endGroup).on('end', endGroup).resume();
  // Watching stdin must not keep the process alive.
  if (process.stdin instanceof Socket) process.stdin.unref();
}

function endGroup() {
  signalGroup('SIGTERM');
  setTimeout(() => signalGroup('SIGKILL'), killAfterMs).unref();
}

/** @param {NodeJS.Signals} signal */
function signalGroup(signal) {
  try {
    process.kill(-process.pid, signal);
  } catch {
    // This process does not lead a group, so it ends only itself.
    process.kill(process.pid, signal);
  }
}
