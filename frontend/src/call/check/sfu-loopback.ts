import type { SfuAccess } from '@parley/shared/media-route';
import { createLog } from '../../core/log';
import type { SfuPlane } from '../sfu/sfu-plane';

const log = createLog('check');

/** How media travel to the SFU and back; `unreachable` if they do not. */
export type SfuWay = 'udp' | 'tcp' | 'unreachable';

const LIMIT_MS = 15_000;
const LOOK_MS = 250;
/** The identity of the sender, which the server chooses, begins with it. */
const SENDER = 'sender';

/**
 * Publishes a video and audio that nobody hears, and receives them again over a second connection, with
 * the code that calls use. Needs no devices.
 *
 * @param signal ends it early; the result is then `unreachable`
 * @throws what the browser throws if it cannot make the video
 */
export async function passThroughSfu(
  createPlane: () => Promise<SfuPlane>,
  access: { readonly sender: SfuAccess; readonly receiver: SfuAccess },
  signal: AbortSignal,
): Promise<SfuWay> {
  const planes: SfuPlane[] = [];
  const media = makeMedia();
  try {
    const [sender, receiver] = await Promise.all([createPlane(), createPlane()]);
    planes.push(sender, receiver);
    sender.publish('camera', media.video);
    if (media.audio) sender.publish('microphone', media.audio);
    await Promise.all([receiver.connect(access.receiver), sender.connect(access.sender)]);
    const deadline = performance.now() + LIMIT_MS;
    while (performance.now() < deadline && !signal.aborted) {
      const { arriving } = await receiver.arrival(SENDER);
      if (arriving.has('camera') && (!media.audio || arriving.has('microphone'))) {
        const { candidatePair } = (await receiver.sample()).sample;
        return candidatePair?.protocol === 'tcp' ? 'tcp' : 'udp';
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return 'unreachable';
  } catch (error) {
    log.warn('the SFU cannot be reached', { error });
    return 'unreachable';
  } finally {
    for (const plane of planes) plane.close();
    media.stop();
  }
}

/** A small video whose frames change, and a tone that is too quiet to hear. */
function makeMedia() {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 180;
  const context = canvas.getContext('2d');
  let frame = 0;
  const timer = setInterval(() => {
    if (context === null) return;
    frame += 1;
    context.fillStyle = `hsl(${(frame * 10) % 360} 50% 50%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 100);
  const [video = null] = canvas.captureStream(10).getVideoTracks();
  const { audio, close } = makeTone();
  return {
    video,
    audio,
    stop: () => {
      clearInterval(timer);
      video?.stop();
      audio?.stop();
      close();
    },
  };
}

function makeTone(): { audio: MediaStreamTrack | null; close: () => void } {
  try {
    const context = new AudioContext();
    const destination = context.createMediaStreamDestination();
    const volume = new GainNode(context, { gain: 0.001 });
    const tone = new OscillatorNode(context, { frequency: 220 });
    tone.connect(volume).connect(destination);
    tone.start();
    const [audio = null] = destination.stream.getAudioTracks();
    return { audio, close: () => void context.close() };
  } catch (error) {
    log.debug('this browser makes no tone', { error });
    return { audio: null, close: () => undefined };
  }
}
