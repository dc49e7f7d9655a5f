import type { FromBlurWorker, ToBlurWorker } from './blur-messages';
import type { TrackProcessor } from '../track-processor';

/** As in W3C mediacapture-transform, which TypeScript does not know yet. */
interface TrackProcessorClasses {
  MediaStreamTrackProcessor: new (init: {
    track: MediaStreamTrack;
  }) => { readable: ReadableStream };
  MediaStreamTrackGenerator: new (init: {
    kind: 'video';
  }) => MediaStreamTrack & {
    writable: WritableStream;
  };
}

/** One way to bring frames into the worker and the changed ones out of it. */
interface FramePath {
  readonly track: MediaStreamTrack;
  onTick?(): void;
  close(): void;
}

/**
 * Blurs what is behind a person. All work is done in a worker, so that neither the page nor a tab
 * in the background holds it up, and ends with `close`.
 */
export async function startBackgroundBlur(
  input: MediaStreamTrack,
  onFailed: () => void,
  signal: AbortSignal,
): Promise<TrackProcessor> {
  const worker = new Worker(new URL('./blur-worker.ts', import.meta.url), { type: 'module' });
  const send = (message: ToBlurWorker, transfer: Transferable[] = []): void =>
    worker.postMessage(message, transfer);
  let path: FramePath | null = null;
  const close = (): void => {
    worker.terminate();
    path?.close();
  };
  try {
    const scope: object = globalThis;
    const opened = hasProcessor(scope)
      ? openProcessor(scope, input, send)
      : await openCanvas(input, send);
    path = opened;
    await new Promise<void>((resolve, reject) => {
      const fail = (): void => {
        reject(new Error('Background blur cannot run'));
        onFailed();
      };
      worker.addEventListener('message', ({ data }: MessageEvent<FromBlurWorker>) => {
        if (data === 'running') resolve();
        else if (data === 'tick') opened.onTick?.();
        else fail();
      });
      worker.addEventListener('error', fail);
      signal.addEventListener('abort', () => {
        // At once: a copy keeps the camera open, and the next one may have to wait for that.
        close();
        reject(signal.reason);
      });
    });
    return { track: opened.track, close };
  } catch (error) {
    close();
    throw error;
  }
}

type Send = (message: ToBlurWorker, transfer?: Transferable[]) => void;

function hasProcessor(scope: object): scope is TrackProcessorClasses {
  return 'MediaStreamTrackProcessor' in scope && 'MediaStreamTrackGenerator' in scope;
}

/** Frames go from camera to worker to track without touching the page (Chromium). */
function openProcessor(
  { MediaStreamTrackProcessor, MediaStreamTrackGenerator }: TrackProcessorClasses,
  input: MediaStreamTrack,
  send: Send,
): FramePath {
  // A copy, so that the flow of frames can be ended while the camera goes on.
  const copy = input.clone();
  const { readable } = new MediaStreamTrackProcessor({ track: copy });
  const track = new MediaStreamTrackGenerator({ kind: 'video' });
  const { writable } = track;
  send({ readable, writable }, [readable, writable]);
  return {
    track,
    close: () => {
      copy.stop();
      track.stop();
    },
  };
}

/** Elsewhere: frames of a video element, as often as the worker asks, and a canvas to look at. */
async function openCanvas(input: MediaStreamTrack, send: Send): Promise<FramePath> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([input]);
  await video.play();
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  const [track] = canvas.captureStream().getVideoTracks();
  if (!track) throw new DOMException('No track', 'NotSupportedError');
  const offscreen = canvas.transferControlToOffscreen();
  send({ canvas: offscreen }, [offscreen]);
  return {
    track,
    onTick: () => {
      if (video.videoWidth === 0) return;
      createImageBitmap(video).then(
        (frame) => send({ frame }, [frame]),
        () => undefined,
      );
    },
    close: () => {
      track.stop();
      video.srcObject = null;
    },
  };
}
