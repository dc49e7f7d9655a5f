import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compressFolder } from './compress.mjs';

let root = '';
let dist = '';
let cache = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'parley-compress-'));
  dist = join(root, 'dist');
  cache = join(root, 'cache');
  mkdirSync(join(dist, 'assets'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

test('the copies of a script and of a WebAssembly module decompress to the original', async () => {
  const text = Buffer.from('export const answer = 42;\n'.repeat(100));
  for (const name of ['a.js', 'b.wasm']) writeFileSync(join(dist, 'assets', name), text);
  await compressFolder(dist, cache);
  for (const name of ['a.js', 'b.wasm']) {
    const file = join(dist, 'assets', name);
    expect(brotliDecompressSync(readFileSync(`${file}.br`))).toEqual(text);
    expect(gunzipSync(readFileSync(`${file}.gz`))).toEqual(text);
  }
});

test('small files, files that do not compress well and HTML get no copies', async () => {
  writeFileSync(join(dist, 'small.js'), 'tiny');
  writeFileSync(join(dist, 'noise.wasm'), randomBytes(5_000));
  writeFileSync(join(dist, 'index.html'), '<p>page</p>'.repeat(1_000));
  await compressFolder(dist, cache);
  expect(readdirSync(dist).sort()).toEqual(['assets', 'index.html', 'noise.wasm', 'small.js']);
});

test('the copies of large modules are reused from the previous build', async () => {
  const file = join(dist, 'large.wasm');
  writeFileSync(file, Buffer.alloc(200_000, 'wasm'));
  await compressFolder(dist, cache);
  const [kept] = readdirSync(cache).filter((name) => name.endsWith('.br'));
  expect(readdirSync(cache)).toHaveLength(2);
  writeFileSync(join(cache, String(kept)), 'from the cache');
  rmSync(`${file}.br`);
  await compressFolder(dist, cache);
  expect(readFileSync(`${file}.br`, 'utf8')).toBe('from the cache');
});
