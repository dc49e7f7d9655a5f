import { PersonSegmenter } from './person-segmenter';

/** The first message says how video frames come and go. Without streams each frame is a message. */
export type ToBlurWorker =
  | { readonly readable: ReadableStream; readonly writable: WritableStream }
  | { readonly canvas: OffscreenCanvas }
  | { readonly frame: ImageBitmap };

/** `running`: the first blurred frame is out; `tick`: the worker wants the next frame. */
export type FromBlurWorker = 'running' | 'tick' | { readonly failed: string };

/** Milliseconds between two ticks; a stream has its own rate. */
const FRAME_MS = 1_000 / 30;
/** The background is scaled down to this width in pixels and up again: nothing stays recognizable. */
const SMALL_WIDTH = 48;
const SOFTENING = 'blur(1px)';

type Frame = VideoFrame | ImageBitmap;

/** Paints video frames and blurs everything behind the person. */
class BlurPainter {
  readonly canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #small = new OffscreenCanvas(1, 1);
  readonly #smallContext = contextOf(this.#small);
  readonly #segmenter: PersonSegmenter;

  constructor(segmenter: PersonSegmenter, canvas = new OffscreenCanvas(1, 1)) {
    this.#segmenter = segmenter;
    this.canvas = canvas;
    this.#context = contextOf(canvas);
  }

  /** `at` is the time of the frame in milliseconds and grows from call to call. */
  paint(frame: Frame, at: number): void {
    const { width, height } = sizeOf(frame);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const person = this.#segmenter.maskOf(frame, at);
    const context = this.#context;
    context.imageSmoothingQuality = 'high';
    context.globalCompositeOperation = 'copy';
    context.drawImage(person, 0, 0, width, height);
    context.globalCompositeOperation = 'source-in';
    context.drawImage(frame, 0, 0, width, height);
    context.globalCompositeOperation = 'destination-over';
    context.drawImage(this.#blurred(frame, height / width), 0, 0, width, height);
  }

  #blurred(frame: Frame, ratio: number): OffscreenCanvas {
    const height = Math.max(1, Math.round(SMALL_WIDTH * ratio));
    if (this.#small.width !== SMALL_WIDTH) this.#small.width = SMALL_WIDTH;
    if (this.#small.height !== height) this.#small.height = height;
    const context = this.#smallContext;
    context.imageSmoothingQuality = 'high';
    // Safari ignores filters; there the small size alone has to suffice.
    context.filter = SOFTENING;
    context.drawImage(frame, 0, 0, SMALL_WIDTH, height);
    return this.#small;
  }
}

function sizeOf(frame: Frame): { width: number; height: number } {
  return 'displayWidth' in frame
    ? { width: frame.displayWidth, height: frame.displayHeight }
    : { width: frame.width, height: frame.height };
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new DOMException('No canvas', 'NotSupportedError');
  return context;
}

/** The compiler takes the global for that of a document. */
const main = self as unknown as Worker;
const send = (message: FromBlurWorker): void => main.postMessage(message, []);
let isRunning = false;
let painter: BlurPainter | null = null;

function reportRunning(): void {
  if (!isRunning) send('running');
  isRunning = true;
}

async function pump(readable: ReadableStream<VideoFrame>, writable: WritableStream<VideoFrame>) {
  const streamPainter = new BlurPainter(await PersonSegmenter.load());
  const reader = readable.getReader();
  const writer = writable.getWriter();
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) return;
    try {
      streamPainter.paint(frame, performance.now());
      await writer.write(
        new VideoFrame(streamPainter.canvas, { timestamp: frame.timestamp, alpha: 'discard' }),
      );
    } finally {
      frame.close();
    }
    reportRunning();
  }
}

async function usePainterOn(canvas: OffscreenCanvas): Promise<void> {
  painter = new BlurPainter(await PersonSegmenter.load(), canvas);
  send('tick');
}

function paint(frame: ImageBitmap): void {
  const startedAt = performance.now();
  painter?.paint(frame, startedAt);
  frame.close();
  reportRunning();
  setTimeout(() => send('tick'), Math.max(0, FRAME_MS - (performance.now() - startedAt)));
}

self.addEventListener('message', ({ data }: MessageEvent<ToBlurWorker>) => {
  const fail = (error: unknown): void => send({ failed: String(error) });
  if ('readable' in data) pump(data.readable, data.writable).catch(fail);
  else if ('canvas' in data) usePainterOn(data.canvas).catch(fail);
  else {
    try {
      paint(data.frame);
    } catch (error) {
      fail(error);
    }
  }
});
