/**
 * Preloaded (`node --import`) into Node programs that must not outlive the process that started
 * them: that process holds the other end of stdin and lets go of it even when it is killed.
 */
import { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const killAfterMs = 15_000;

if (isMainThread) follow();

function follow() {
  // Node hands these arguments down to forked processes, whose stdin is another.
  const at = process.execArgv.indexOf(fileURLToPath(import.meta.url));
  if (at > 0) process.execArgv.splice(at - 1, 2);

  process.stdin.on('error', endGroup).on('end', endGroup).resume();
  // Watching is no reason to stay alive.
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
    // Not a group leader: only this process is ours to end.
    process.kill(process.pid, signal);
  }
}
