import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withLock } from './lock.mjs';
import { end, run, start, startNode } from './processes.mjs';

const alive = (/** @type {number} */ pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('running a program that does not exist returns 127', async () => {
  expect((await run('/does/not/exist', [])).code).toBe(127);
});

test('ending a child also ends the processes that it has started', async () => {
  const owned = start('sh', ['-c', 'sleep 60 & echo $!; wait']);
  const [text] = await once(
    /** @type {import('node:stream').Readable} */ (owned.child.stdout),
    'data',
  );
  expect(alive(Number(text))).toBe(true);
  await end(owned);
  // The pipe closes only when the last process that holds it has ended.
  expect(owned.child.stdout?.readableEnded || owned.child.stdout?.destroyed).toBe(true);
});

test('a child that ignores the signal is killed after the limit', async () => {
  const owned = start('sh', ['-c', 'trap "" TERM; echo on; while :; do sleep 0.1; done']);
  await once(/** @type {import('node:stream').Readable} */ (owned.child.stdout), 'data');
  await end(owned, { limitMs: 200 });
  expect((await owned.exited).signal).toBe('SIGKILL');
});

test('a Node child ends when its parent closes stdin', async () => {
  const owned = startNode(['-e', 'console.log("on"); setInterval(() => {}, 1000)']);
  await once(/** @type {import('node:stream').Readable} */ (owned.child.stdout), 'data');
  owned.child.stdin?.destroy();
  expect((await owned.exited).signal).toBe('SIGTERM');
});

test('two tasks with the same lock run one after the other', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'parley-lock-'));
  /** @type {string[]} */
  const order = [];
  const task = (/** @type {string} */ name) => async () => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} ends`);
  };
  await Promise.all([
    withLock(join(dir, 'lock'), task('a')),
    withLock(join(dir, 'lock'), task('b')),
  ]);
  rmSync(dir, { recursive: true, force: true });
  expect(order.map((line) => line.split(' ')[1])).toEqual(['begins', 'ends', 'begins', 'ends']);
});

test('processes that a Node child forks do not watch their stdin', async () => {
  const script = `
    const { fork } = require('node:child_process');
    if (process.argv[2]) { setTimeout(() => process.exit(7), 100); }
    else fork(process.argv[1], ['forked'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
      .on('exit', (code) => process.exit(code ?? 1));`;
  const dir = mkdtempSync(join(tmpdir(), 'parley-fork-'));
  writeFileSync(join(dir, 'fork.cjs'), script);
  expect(await startNode([join(dir, 'fork.cjs')]).exited).toEqual({ code: 7, signal: null });
  rmSync(dir, { recursive: true, force: true });
});
