import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findRunning, recordUse } from './test-database.mjs';

/** @type {string} */
let folder;
/** @type {string} */
let file;
/** @type {string} */
let uri;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-test-'));
  file = join(folder, 'record.json');
  uri = `mongodb://${encodeURIComponent(join(folder, 'mongodb.sock'))}/`;
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

test('a recorded test database is used while it accepts connections, and not after it has ended', async () => {
  expect(await findRunning(file)).toBeUndefined();
  const server = createServer();
  await new Promise((resolve) => server.listen(join(folder, 'mongodb.sock'), () => resolve(null)));
  writeFileSync(file, JSON.stringify({ uri }));
  expect(await findRunning(file)).toBe(uri);
  await new Promise((resolve) => server.close(resolve));
  expect(await findRunning(file)).toBeUndefined();
});

test('a kept test database ends once no command has used it for the limit', async () => {
  vi.useFakeTimers({ now: Date.now() });
  const { idle, forget } = recordUse(file, uri, { idleLimitMs: 60_000, everyMs: 1_000 });
  let ended = false;
  void idle.then(() => (ended = true));

  await vi.advanceTimersByTimeAsync(50_000);
  const now = new Date();
  utimesSync(file, now, now);
  await vi.advanceTimersByTimeAsync(50_000);
  expect(ended).toBe(false);
  await vi.advanceTimersByTimeAsync(15_000);
  expect(ended).toBe(true);
  forget();
  expect(() => readFileSync(file)).toThrow('ENOENT');
});

test('a kept test database ends when its record is gone, because no command can find it', async () => {
  vi.useFakeTimers({ now: Date.now() });
  const { idle } = recordUse(file, uri, { idleLimitMs: 60_000, everyMs: 1_000 });
  rmSync(file);
  await vi.advanceTimersByTimeAsync(1_000);
  await expect(idle).resolves.toBeUndefined();
});
