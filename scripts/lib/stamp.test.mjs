import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashInputs, makeIfChanged } from './stamp.mjs';

let root = '';
let made = 0;
const make = async () => {
  made += 1;
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-stamp-'));
  made = 0;
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src', 'a.ts'), 'one');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test('changed content changes the hash, a changed modification time does not', () => {
  const before = hashInputs(root, ['src']);
  utimesSync(join(root, 'src', 'a.ts'), 1, 1);
  expect(hashInputs(root, ['src'])).toBe(before);
  writeFileSync(join(root, 'src', 'a.ts'), 'two');
  expect(hashInputs(root, ['src'])).not.toBe(before);
});

test('a new file changes the hash', () => {
  const before = hashInputs(root, ['src']);
  writeFileSync(join(root, 'src', 'b.ts'), '');
  expect(hashInputs(root, ['src'])).not.toBe(before);
});

test('tests, build results and packages do not change the hash', () => {
  const before = hashInputs(root, ['src']);
  writeFileSync(join(root, 'src', 'a.test.ts'), 'test');
  for (const name of ['dist', 'node_modules']) {
    mkdirSync(join(root, 'src', name));
    writeFileSync(join(root, 'src', name, 'x.js'), 'x');
  }
  expect(hashInputs(root, ['src'])).toBe(before);
});

test('the same inputs are built once', async () => {
  const job = { stamp: join(root, 'dist', 'stamp'), hash: 'h1', make };
  expect(await makeIfChanged(job)).toBe(true);
  expect(await makeIfChanged(job)).toBe(false);
  expect(await makeIfChanged({ ...job, hash: 'h2' })).toBe(true);
  expect(made).toBe(2);
});

test('an interrupted job runs again, even for inputs that were built before', async () => {
  const job = { stamp: join(root, 'dist', 'stamp'), hash: 'h1', make };
  await makeIfChanged(job);
  const broken = makeIfChanged({
    ...job,
    hash: 'h2',
    make: () => Promise.reject(new Error('cut')),
  });
  await expect(broken).rejects.toThrow('cut');
  expect(await makeIfChanged(job)).toBe(true);
});
