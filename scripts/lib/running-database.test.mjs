import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noteRunningDatabase, readRunningDatabase } from './running-database.mjs';

/** @type {string} */
let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-running-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a running database is found until its process ends, and only by its owner', () => {
  expect(readRunningDatabase(folder)).toBeUndefined();
  const forget = noteRunningDatabase(folder, 'mongodb://127.0.0.1:1/parley');
  expect(readRunningDatabase(folder)).toBe('mongodb://127.0.0.1:1/parley');
  expect(statSync(join(folder, 'database.json')).mode & 0o777).toBe(0o600);
  forget();
  expect(readRunningDatabase(folder)).toBeUndefined();
});

test('the file of a process that was killed does not count', () => {
  const pid = 2 ** 22 + 1;
  writeFileSync(join(folder, 'database.json'), JSON.stringify({ uri: 'mongodb://x/', pid }));
  expect(readRunningDatabase(folder)).toBeUndefined();
});
