import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { once } from 'node:events';
import { end, start, which } from './processes.mjs';

/**
 * Runs `task` while this process holds an exclusive lock on the file. The kernel releases the lock
 * (`flock`) even if this process is killed. On a system without the program `flock` (macOS) the task
 * runs without a lock.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} task
 * @param {() => void} [onWait] called once if another process holds the lock
 * @returns {Promise<T>}
 */
export async function withLock(file, task, onWait) {
  const flock = which('flock', process.env);
  if (!flock) return task();
  mkdirSync(dirname(file), { recursive: true });
  // `cat` holds the lock until its stdin closes, which happens even if this process is killed.
  const holder = start(flock, ['--exclusive', file, 'sh', '-c', 'echo locked && exec cat']);
  const timer = setTimeout(() => onWait?.(), 500);
  try {
    const locked = holder.child.stdout ? once(holder.child.stdout, 'data') : Promise.resolve();
    const ended = holder.exited.then(({ code }) => {
      throw new Error(`Cannot lock ${file}: flock ended with ${code}.`);
    });
    await Promise.race([locked, ended]);
    ended.catch(() => {});
    clearTimeout(timer);
    return await task();
  } finally {
    clearTimeout(timer);
    await end(holder);
  }
}
