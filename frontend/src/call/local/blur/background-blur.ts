import { createLog } from '../../../core/log';
import type { TrackProcessor } from '../track-processor';
import { trustedScriptUrl } from '../../../core/trusted-script-url';
import type { FromBlurWorker, ToBlurWorker } from './blur-worker';
// oxlint-disable-next-line import/default -- Vite exports the address of the built worker.
import blurWorkerUrl from './blur-worker?worker&url';

const log = createLog('devices');

/** From W3C mediacapture-transform, which TypeScript does not know yet. */
interface TrackStreamClasses {
  MediaStreamTrackProcessor: new (init: {
    track: MediaStreamTrack;
  }) => { readable: ReadableStream };
  MediaStreamTrackGenerator: new (init: {
    kind: 'video';
  }) => MediaStreamTrack & {
    writable: WritableStream;
  };
}

/** Carries video frames into the worker and blurred frames out of it. */
interface FrameConnection {
  readonly track: MediaStreamTrack;
  onTick?(): void;
  close(): void;
}

/**
 * Blurs the background behind a person. A worker does all of the work, so neither a busy document
 * nor a tab in the background delays it. See `StartTrackProcessor`.
 */
export async function startBackgroundBlur(
  input: MediaStreamTrack,
  onFailed: () => void,
  signal: AbortSignal,
): Promise<TrackProcessor> {
  const worker = new Worker(trustedScriptUrl(blurWorkerUrl), { type: 'module' });
  const send = (message: ToBlurWorker, transfer: Transferable[] = []): void =>
    worker.postMessage(message, transfer);
  let connection: FrameConnection | null = null;
  const close = (): void => {
    worker.terminate();
    connection?.close();
  };
  try {
    const scope: object = globalThis;
    const opened = hasTrackStreams(scope)
      ? openStreams(scope, input, send)
      : await openCanvas(input, send);
    connection = opened;
    await new Promise<void>((resolve, reject) => {
      const fail = (error: unknown): void => {
        log.warn('background blur failed', { error });
        reject(new Error('Background blur cannot run'));
        onFailed();
      };
      worker.addEventListener('message', ({ data }: MessageEvent<FromBlurWorker>) => {
        if (data === 'running') resolve();
        else if (data === 'tick') opened.onTick?.();
        else fail(data.failed);
      });
      worker.addEventListener('error', ({ message }) => fail(message));
      signal.addEventListener('abort', () => {
        // At once: the copy of the track keeps the camera open, and the next camera may wait for it.
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

function hasTrackStreams(scope: object): scope is TrackStreamClasses {
  return 'MediaStreamTrackProcessor' in scope && 'MediaStreamTrackGenerator' in scope;
}

/** Chromium: frames go from the camera to the worker and into the track without the main thread. */
function openStreams(
  { MediaStreamTrackProcessor, MediaStreamTrackGenerator }: TrackStreamClasses,
  input: MediaStreamTrack,
  send: Send,
): FrameConnection {
  // Stopping a copy ends the stream of frames while the camera goes on.
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

/** Other browsers: the worker asks for frames of a video element and paints them on a canvas. */
async function openCanvas(input: MediaStreamTrack, send: Send): Promise<FrameConnection> {
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
        (error: unknown) => log.debug('video frame cannot be read', { error }),
      );
    },
    close: () => {
      track.stop();
      video.srcObject = null;
    },
  };
}
