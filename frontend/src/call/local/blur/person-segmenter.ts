import { ImageSegmenter } from '@mediapipe/tasks-vision';
import loaderUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.js?url';
import wasmUrl from '@mediapipe/tasks-vision/vision_wasm_module_internal.wasm?url';
import modelUrl from 'virtual:segmentation-model.tflite?url';

/** What the model looks at. */
const WIDTH = 256;
const HEIGHT = 144;
/** Confidence below which something is background, and above which it is the person. */
const NOBODY = 0.3;
const SOMEBODY = 0.75;
/** How much of the last mask stays, against flicker at the edges. */
const MEMORY = 0.3;

/** Finds the person in a frame: a small frame that is opaque where the person is. */
export class PersonSegmenter {
  readonly #segmenter: ImageSegmenter;
  readonly #input = canvas();
  readonly #mask = canvas();
  readonly #pixels = new ImageData(WIDTH, HEIGHT);

  /** Loads the model; rejects where it cannot run. */
  static async load(): Promise<PersonSegmenter> {
    const response = await fetch(modelUrl);
    if (!response.ok) throw new Error(`The model is missing: ${response.status}`);
    const model = new Uint8Array(await response.arrayBuffer());
    const segmenter = await ImageSegmenter.createFromOptions(
      { wasmLoaderPath: loaderUrl, wasmBinaryPath: wasmUrl },
      {
        // Seven milliseconds for a frame on the processor; the graphics card is busy with video.
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

  /** `at` is the time of the frame in milliseconds and grows from call to call. */
  find(frame: VideoFrame | ImageBitmap, at: number): OffscreenCanvas {
    this.#input.context.drawImage(frame, 0, 0, WIDTH, HEIGHT);
    this.#segmenter.segmentForVideo(this.#input.canvas, at, ({ confidenceMasks }) => {
      const confidence = confidenceMasks?.[0]?.getAsFloat32Array();
      if (!confidence) throw new Error('No mask');
      this.#remember(confidence);
    });
    this.#mask.context.putImageData(this.#pixels, 0, 0);
    return this.#mask.canvas;
  }

  #remember(confidence: Float32Array): void {
    const { data } = this.#pixels;
    confidence.forEach((value, index) => {
      const before = data[4 * index + 3] ?? 0;
      const certain = Math.min(1, Math.max(0, (value - NOBODY) / (SOMEBODY - NOBODY)));
      data[4 * index + 3] = MEMORY * before + (1 - MEMORY) * 255 * certain;
    });
  }
}

function canvas() {
  const made = new OffscreenCanvas(WIDTH, HEIGHT);
  const context = made.getContext('2d', { willReadFrequently: false });
  if (!context) throw new DOMException('No canvas', 'NotSupportedError');
  return { canvas: made, context };
}
