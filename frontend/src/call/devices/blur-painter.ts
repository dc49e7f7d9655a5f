import type { PersonFinder } from './person-finder';

/** The background is made this small and large again, which leaves nothing to recognize. */
const SMALL_WIDTH = 48;
const SOFTENING = 'blur(1px)';

type Picture = VideoFrame | ImageBitmap;

/** Paints a picture with everything behind the person blurred. */
export class BlurPainter {
  readonly canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #small = new OffscreenCanvas(1, 1);
  readonly #smallContext = contextOf(this.#small);
  readonly #finder: PersonFinder;

  constructor(finder: PersonFinder, canvas = new OffscreenCanvas(1, 1)) {
    this.#finder = finder;
    this.canvas = canvas;
    this.#context = contextOf(canvas);
  }

  paint(picture: Picture, at: number): void {
    const { width, height } = sizeOf(picture);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const person = this.#finder.find(picture, at);
    const context = this.#context;
    context.imageSmoothingQuality = 'high';
    context.globalCompositeOperation = 'copy';
    context.drawImage(person, 0, 0, width, height);
    context.globalCompositeOperation = 'source-in';
    context.drawImage(picture, 0, 0, width, height);
    context.globalCompositeOperation = 'destination-over';
    context.drawImage(this.#blurred(picture, height / width), 0, 0, width, height);
  }

  #blurred(picture: Picture, ratio: number): OffscreenCanvas {
    const height = Math.max(1, Math.round(SMALL_WIDTH * ratio));
    if (this.#small.width !== SMALL_WIDTH) this.#small.width = SMALL_WIDTH;
    if (this.#small.height !== height) this.#small.height = height;
    const context = this.#smallContext;
    context.imageSmoothingQuality = 'high';
    // Not in Safari, where the small size alone has to do.
    context.filter = SOFTENING;
    context.drawImage(picture, 0, 0, SMALL_WIDTH, height);
    return this.#small;
  }
}

function sizeOf(picture: Picture): { width: number; height: number } {
  return 'displayWidth' in picture
    ? { width: picture.displayWidth, height: picture.displayHeight }
    : { width: picture.width, height: picture.height };
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new DOMException('No canvas', 'NotSupportedError');
  return context;
}
