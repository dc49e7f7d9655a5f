import { loadRnnoise, RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor';
import simdUrl from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';
import wasmUrl from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url';
// The linter does not know that Vite exports the URL of the file.
// oxlint-disable-next-line import/default
import workletUrl from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url';
import { createLog } from '../../core/log';
import type { TrackProcessor } from './track-processor';

const log = createLog('devices');

/** The only sample rate, in hertz, that RNNoise supports. */
const SAMPLE_RATE = 48_000;

/**
 * Suppresses noise in a voice with RNNoise. The browser's own suppression must be off then. See
 * `StartTrackProcessor`.
 */
export async function startNoiseSuppression(
  input: MediaStreamTrack,
  onFailed: () => void,
  signal: AbortSignal,
): Promise<TrackProcessor> {
  const context = new AudioContext({ sampleRate: SAMPLE_RATE, latencyHint: 'interactive' });
  try {
    const [wasmBinary] = await Promise.all([
      loadRnnoise({ url: wasmUrl, simdUrl }),
      context.audioWorklet.addModule(workletUrl),
    ]);
    await running(context, signal);
    const node = new RnnoiseWorkletNode(context, { maxChannels: 1, wasmBinary });
    const output = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([input]) })
      .connect(node)
      .connect(output);
    const [track] = output.stream.getAudioTracks();
    if (!track) throw new DOMException('No track', 'NotSupportedError');
    node.addEventListener('processorerror', onFailed);
    const onState = (): void => keepRunning(context, onFailed);
    context.addEventListener('statechange', onState);
    return {
      track,
      close: () => {
        context.removeEventListener('statechange', onState);
        node.destroy();
        track.stop();
        closeContext(context);
      },
    };
  } catch (error) {
    closeContext(context);
    throw error;
  }
}

/**
 * Waits until the context runs. Before a user gesture the browser may keep it suspended, and the
 * other participants would hear nothing.
 */
async function running(context: AudioContext, signal: AbortSignal): Promise<void> {
  context.resume().catch((error: unknown) => log.debug('audio does not start', { error }));
  await new Promise<void>((resolve, reject) => {
    const settle = (): void => {
      if (context.state === 'running') resolve();
      else if (signal.aborted) reject(signal.reason);
    };
    context.addEventListener('statechange', settle);
    signal.addEventListener('abort', settle);
    settle();
  });
}

/** Some systems interrupt audio, for example during a phone call. */
function keepRunning(context: AudioContext, onFailed: () => void): void {
  if (context.state === 'running' || context.state === 'closed') return;
  context.resume().catch((error: unknown) => {
    log.warn('noise suppression stopped', { error });
    onFailed();
  });
}

function closeContext(context: AudioContext): void {
  if (context.state === 'closed') return;
  context.close().catch((error: unknown) => log.debug('audio does not close', { error }));
}
