import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { withNormalization } from './model-metadata';

/** The module that the background blur imports. */
const IMPORTED = 'virtual:segmentation-model.tflite?url';
const require = createRequire(import.meta.url);
const PUBLISHED = require.resolve(
  '@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite',
);
/** The model was trained with pixel values from 0 to 1. */
const PIXEL_RANGE = 255;

/**
 * Serves the segmentation model together with its metadata. The result is written to Vite's cache,
 * so that builds and the development server treat it as any other file.
 */
export function segmentationModel(): Plugin {
  let file = '';
  return {
    name: 'segmentation-model',
    configResolved({ cacheDir }) {
      file = join(cacheDir, 'segmentation-model.tflite');
    },
    async resolveId(id) {
      if (id !== IMPORTED) return null;
      const model = await readFile(PUBLISHED);
      await mkdir(join(file, '..'), { recursive: true });
      // Several builds may run at once: a rename never shows half of a file.
      const temporary = `${file}.${process.pid}`;
      await writeFile(temporary, withNormalization(model, PIXEL_RANGE));
      await rename(temporary, file);
      return `${file}?url`;
    },
  };
}
