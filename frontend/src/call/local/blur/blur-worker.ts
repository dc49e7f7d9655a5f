import type { FromBlurWorker, ToBlurWorker } from './blur-messages';
import { BlurPainter } from './blur-painter';
import { PersonSegmenter } from './person-segmenter';

/** Of frames that are asked for; a stream has its own. */
const FRAME_MS = 1_000 / 30;

/** This global is a worker's, whatever the compiler was told of pages. */
const page = self as unknown as Worker;
const tell = (message: FromBlurWorker): void => page.postMessage(message, []);
let isRunning = false;
let painter: BlurPainter | null = null;

function noteRunning(): void {
  if (!isRunning) tell('running');
  isRunning = true;
}

async function pump(readable: ReadableStream<VideoFrame>, writable: WritableStream<VideoFrame>) {
  const made = new BlurPainter(await PersonSegmenter.load());
  const reader = readable.getReader();
  const writer = writable.getWriter();
  for (;;) {
    const { done, value: frame } = await reader.read();
    if (done) return;
    try {
      made.paint(frame, performance.now());
      await writer.write(
        new VideoFrame(made.canvas, { timestamp: frame.timestamp, alpha: 'discard' }),
      );
    } finally {
      frame.close();
    }
    noteRunning();
  }
}

async function listen(canvas: OffscreenCanvas): Promise<void> {
  painter = new BlurPainter(await PersonSegmenter.load(), canvas);
  tell('tick');
}

function paint(frame: ImageBitmap): void {
  const began = performance.now();
  painter?.paint(frame, began);
  frame.close();
  noteRunning();
  setTimeout(() => tell('tick'), Math.max(0, FRAME_MS - (performance.now() - began)));
}

self.addEventListener('message', ({ data }: MessageEvent<ToBlurWorker>) => {
  const fail = (): void => tell('failed');
  if ('readable' in data) pump(data.readable, data.writable).catch(fail);
  else if ('canvas' in data) listen(data.canvas).catch(fail);
  else {
    try {
      paint(data.frame);
    } catch {
      fail();
    }
  }
});
