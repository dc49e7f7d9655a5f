import { loadRnnoise, RnnoiseWorkletNode } from '@sapphi-red/web-noise-suppressor';
import simdUrl from '@sapphi-red/web-noise-suppressor/rnnoise_simd.wasm?url';
import wasmUrl from '@sapphi-red/web-noise-suppressor/rnnoise.wasm?url';
// The address of the file, which only the bundler knows to export.
// oxlint-disable-next-line import/default
import workletUrl from '@sapphi-red/web-noise-suppressor/rnnoiseWorklet.js?url';
import type { TrackProcessor } from './track-processor';

/** RNNoise knows this rate only. */
const SAMPLE_RATE = 48_000;

/** Takes noise out of a voice (RNNoise). The browser's own suppression is to be off meanwhile. */
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

/** Before a gesture the browser may hold sound back, which would be silence for the others. */
async function running(context: AudioContext, signal: AbortSignal): Promise<void> {
  context.resume().catch(() => undefined);
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

/** A telephone call, for example, interrupts the sound on some systems. */
function keepRunning(context: AudioContext, onFailed: () => void): void {
  if (context.state === 'running' || context.state === 'closed') return;
  context.resume().catch(onFailed);
}

function closeContext(context: AudioContext): void {
  if (context.state !== 'closed') context.close().catch(() => undefined);
}
