import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressible = /\.(css|js|json|svg|tflite|wasm|webmanifest)$/;
/** Below this size, the original and the compressed file both fit into one packet. */
const smallestBytes = 1_024;
/** A copy that saves less than 5 % is not worth decompressing. */
const worthwhile = 0.95;
/**
 * Brotli 9 compresses the 11 MB of WebAssembly of the background blur to 2.6 MB in 4 s. Brotli 11
 * reaches 2.3 MB but takes over 30 s, which is too long for the first start.
 */
const largeBytes = 1_000_000;
/** WebAssembly above this size comes from packages and is the same in every build. */
const cachedBytes = 100_000;

/**
 * Writes a Brotli and a gzip copy beside each file that compresses well. Node compresses on its
 * thread pool, so several files are compressed at a time.
 * @param {string} folder
 * @param {string} cache folder that keeps the copies of large files between builds
 * @returns {Promise<void>}
 */
export async function compressFolder(folder, cache) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && compressible.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(files.map((file) => compressFile(file, cache)));
}

const encodings = [
  {
    extension: 'br',
    compress: (/** @type {Buffer} */ content) =>
      promisify(brotliCompress)(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: content.length < largeBytes ? 11 : 9,
          [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
  },
  {
    extension: 'gz',
    compress: (/** @type {Buffer} */ content) => promisify(gzip)(content, { level: 9 }),
  },
];

/**
 * @param {string} file
 * @param {string} cache
 */
async function compressFile(file, cache) {
  const content = await readFile(file);
  if (content.length < smallestBytes) return;
  const isCached = content.length >= cachedBytes && file.endsWith('.wasm');
  const name = isCached ? createHash('sha256').update(content).digest('hex') : '';
  await Promise.all(
    encodings.map(async ({ extension, compress }) => {
      const copy = `${file}.${extension}`;
      const kept = join(cache, `${name}.${extension}`);
      if (isCached && (await copied(kept, copy))) return;
      const compressed = await compress(content);
      if (compressed.length > worthwhile * content.length) return;
      await writeFile(copy, compressed);
      if (isCached) await keep(copy, kept, cache);
    }),
  );
}

/**
 * @param {string} from
 * @param {string} to
 * @returns {Promise<boolean>} whether there was something to copy
 */
const copied = (from, to) =>
  copyFile(from, to).then(
    () => true,
    () => false,
  );

/**
 * Renames the copy when it is complete, because another process may read the cache at any time.
 * @param {string} copy
 * @param {string} kept
 * @param {string} cache
 */
async function keep(copy, kept, cache) {
  await mkdir(cache, { recursive: true });
  const half = `${kept}.${process.pid}`;
  await copyFile(copy, half);
  await rename(half, kept);
}
