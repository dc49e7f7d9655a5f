/**
 * Preloaded (`node --import`) into Node programs that must not outlive the process that started
 * them: that process holds the other end of stdin and lets go of it even when it is killed.
 */
const killAfterMs = 15_000;

process.stdin.on('error', endGroup).on('end', endGroup).resume();
// Watching is no reason to stay alive. (A pipe is a socket, which the type of stdin leaves out.)
/** @type {import('node:net').Socket} */ (/** @type {unknown} */ (process.stdin)).unref();

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
