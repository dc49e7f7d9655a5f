import { ImageSegmenter } from '@mediapipe/tasks-vision';
import loaderUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import wasmUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
import modelUrl from 'virtual:segmentation-model.tflite?url';

/** The size of the model's input in pixels. */
const WIDTH = 256;
const HEIGHT = 144;
/** A confidence below the first value is background, above the second one a person. */
const BACKGROUND_BELOW = 0.3;
const PERSON_ABOVE = 0.75;
/** The share of the last mask that stays, against flicker at the edges. */
const SMOOTHING = 0.3;

/** Finds the person in a video frame. */
export class PersonSegmenter {
  readonly #segmenter: ImageSegmenter;
  readonly #input = createCanvas();
  readonly #mask = createCanvas();
  readonly #pixels = new ImageData(WIDTH, HEIGHT);

  /**
   * Loads the model.
   *
   * @throws if the model cannot be loaded or cannot run
   */
  static async load(): Promise<PersonSegmenter> {
    const response = await fetch(modelUrl);
    if (!response.ok) throw new Error(`The model is missing: ${response.status}`);
    const model = new Uint8Array(await response.arrayBuffer());
    const segmenter = await ImageSegmenter.createFromOptions(
      { wasmLoaderPath: loaderUrl, wasmBinaryPath: wasmUrl },
      {
        // The CPU needs 7 ms for a frame, and the GPU is busy with video.
        baseOptions: { modelAssetBuffer: model, delegate: 'CPU' },
        canvas: new OffscreenCanvas(WIDTH, HEIGHT),
        runningMode: 'VIDEO',
        outputCategoryMask: false,
        outputConfidenceMasks: true,
      },
    );
    return new PersonSegmenter(segmenter);
  }

  private constructor(segmenter: ImageSegmenter) {
    this.#segmenter = segmenter;
  }

  /**
   * Returns a small image that is opaque where the person is.
   *
   * @param at the time of the frame in milliseconds, which grows from call to call
   */
  maskOf(frame: VideoFrame | ImageBitmap, at: number): OffscreenCanvas {
    this.#input.context.drawImage(frame, 0, 0, WIDTH, HEIGHT);
    this.#segmenter.segmentForVideo(this.#input.canvas, at, ({ confidenceMasks }) => {
      const confidence = confidenceMasks?.[0]?.getAsFloat32Array();
      if (!confidence) throw new Error('No mask');
      this.#blend(confidence);
    });
    this.#mask.context.putImageData(this.#pixels, 0, 0);
    return this.#mask.canvas;
  }

  /** Blends the new mask with the last one. */
  #blend(confidence: Float32Array): void {
    const { data } = this.#pixels;
    confidence.forEach((value, index) => {
      const before = data[4 * index + 3] ?? 0;
      const opacity = (value - BACKGROUND_BELOW) / (PERSON_ABOVE - BACKGROUND_BELOW);
      const clamped = Math.min(1, Math.max(0, opacity));
      data[4 * index + 3] = SMOOTHING * before + (1 - SMOOTHING) * 255 * clamped;
    });
  }
}

function createCanvas() {
  const canvas = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = canvas.getContext('2d', { willReadFrequently: false });
  if (!context) throw new DOMException('No canvas', 'NotSupportedError');
  return { canvas, context };
}
