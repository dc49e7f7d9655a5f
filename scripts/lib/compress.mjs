import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const compressible = /\.(css|js|json|svg|tflite|wasm|webmanifest)$/;
/** RawWebSocket this, both forms fit into one packet. */
const smallestBytes = 1_024;
/** A copy that saves less than a twentieth is not worth the work of unpacking it. */
const worthwhile = 0.95;
/**
 * The 11 MB of WebAssembly of the background blur become 2.6 MB by Brotli 9 in four seconds, and
 * 2.3 MB by Brotli 11 in more than thirty, which are too long for the first start.
 */
const largeBytes = 1_000_000;
/** Packages bring these files, so they are the same in build after build. */
const cachedBytes = 100_000;

/**
 * Puts a Brotli and a gzip copy beside each file that becomes clearly smaller by it. Node compresses
 * on its thread pool, so several files are under way at a time.
 * @param {string} folder
 * @param {string} cache folder in which the copies of large files outlive a build
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
 * Another process may read the cache meanwhile, so a copy gets its name when it is whole.
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
