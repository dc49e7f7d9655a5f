import { seeded } from '../frontend/src/call/testing/seeded';
import { MONOLOGUE, STEP_MS, voice } from '../frontend/src/call/testing/voices';
import { expect, test } from './support/test';

const SPEECH_MS = 90_000;

/** Runs in the page before its scripts: the microphone records a voice with these audio levels. */
function speakAloud({ levels, stepMs }: { levels: number[]; stepMs: number }): void {
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const context = new AudioContext();
    await context.resume();
    const tone = new OscillatorNode(context, { type: 'sawtooth', frequency: 140 });
    const level = new GainNode(context, { gain: 0 });
    const out = new MediaStreamAudioDestinationNode(context);
    // A sawtooth of amplitude 1 has a root mean square of 1/√3.
    const curve = levels.map((value) => value * Math.sqrt(3));
    level.gain.setValueCurveAtTime(curve, context.currentTime, (levels.length * stepMs) / 1000);
    tone.connect(level).connect(out);
    tone.start();
    return constraints?.audio ? out.stream : new MediaStream();
  };
}

/** Runs in the page before its scripts: the microphone records what the speakers play, fainter. */
function loudspeakers(): void {
  const context = new AudioContext();
  const room = new GainNode(context, { gain: 0.3 });
  const delay = new DelayNode(context, { delayTime: 0.06 });
  const microphone = new MediaStreamAudioDestinationNode(context);
  room.connect(delay).connect(microphone);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    await context.resume();
    return constraints?.audio ? microphone.stream.clone() : new MediaStream();
  };
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track }) => {
        if (track.kind !== 'audio') return;
        context.createMediaStreamSource(new MediaStream([track])).connect(room);
      });
    }
  };
}

test('the speaking participant learns whose speakers return their voice', async ({
  user,
  onDashboard,
}) => {
  const ana = await onDashboard('Ana');
  const sam = await user('Sam');
  const link = await ana.newMeeting();
  const levels = voice(seeded(1), SPEECH_MS, MONOLOGUE, 0.3);
  await ana.context.addInitScript(speakAloud, { levels, stepMs: STEP_MS });
  await sam.context.addInitScript(loudspeakers);
  await ana.join(link);
  await sam.join(link);
  const notice = 'Sam’s speakers return your voice. Ask them to use headphones.';
  await expect(ana.page.getByText(notice)).toBeVisible({ timeout: 60_000 });
  await ana.button('Dismiss').click();
  await expect(ana.page.getByText(notice)).toBeHidden();
  await expect(sam.page.getByText('Ana’s speakers')).toBeHidden();
});
