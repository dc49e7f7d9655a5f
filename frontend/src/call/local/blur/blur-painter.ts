import type { PersonSegmenter } from './person-segmenter';

/** The background is made this small and large again, which leaves nothing to recognize. */
const SMALL_WIDTH = 48;
const SOFTENING = 'blur(1px)';

type Frame = VideoFrame | ImageBitmap;

/** Paints a frame with everything behind the person blurred. */
export class BlurPainter {
  readonly canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #small = new OffscreenCanvas(1, 1);
  readonly #smallContext = contextOf(this.#small);
  readonly #finder: PersonSegmenter;

  constructor(finder: PersonSegmenter, canvas = new OffscreenCanvas(1, 1)) {
    this.#finder = finder;
    this.canvas = canvas;
    this.#context = contextOf(canvas);
  }

  paint(frame: Frame, at: number): void {
    const { width, height } = sizeOf(frame);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const person = this.#finder.find(frame, at);
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
    // Not in Safari, where the small size alone has to do.
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
