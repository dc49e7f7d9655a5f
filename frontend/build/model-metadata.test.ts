import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { withNormalization } from './model-metadata';

const MODEL = '@mediapipe/selfie_segmentation/selfie_segmentation_landscape.tflite';

it('withNormalization puts metadata in front of the model and leaves the model unchanged', async () => {
  const model = new Uint8Array(await readFile(createRequire(import.meta.url).resolve(MODEL)));
  const made = withNormalization(model, 255);

  const view = new DataView(made.buffer);
  const text = new TextDecoder('latin1').decode(made);
  expect(text.slice(4, 8)).toBe('TFL3');
  expect(Buffer.compare(made.slice(-model.length), model)).toBe(0);
  // The content of the model is aligned to 16 bytes and stays so.
  expect((made.length - model.length) % 16).toBe(0);
  expect(text).toContain('TFLITE_METADATA');
  const metadata = text.indexOf('M001') - 4;
  expect(metadata % 16).toBe(0);
  const numbers = Array.from({ length: 60 }, (_, index) =>
    view.getFloat32(metadata + 4 * index, true),
  );
  expect(numbers).toContain(255);
});
