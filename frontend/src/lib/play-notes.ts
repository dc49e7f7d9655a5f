import { createLog } from '../core/log';

const log = createLog('audio');

export interface Notes {
  /** In hertz, in the order in which the notes are played. */
  readonly frequencies: readonly number[];
  /** The length of each note in seconds. */
  readonly seconds: number;
  /** The amplitude, 0 to 1. */
  readonly amplitude: number;
  /** The `deviceId` of the audio output; null for the default one. */
  readonly audioOutputId: string | null;
}

/** Plays notes on an audio output. Resolves when the last note has ended. Never rejects. */
export async function playNotes({ audioOutputId, ...notes }: Notes): Promise<void> {
  if (typeof AudioContext === 'undefined') return;
  const context = new AudioContext();
  const audio = new Audio();
  try {
    const output = new MediaStreamAudioDestinationNode(context);
    audio.srcObject = output.stream;
    await audio
      .setSinkId?.(audioOutputId ?? '')
      .catch((error: unknown) => log.warn('choosing the audio output failed', { error }));
    await Promise.all([context.resume(), audio.play()]);
    await Promise.all(notes.frequencies.map((_, index) => playNote(output, notes, index)));
  } catch (error) {
    log.warn('playing notes failed', { error });
  } finally {
    audio.srcObject = null;
    await context.close();
  }
}

function playNote(
  output: AudioNode,
  { frequencies, seconds, amplitude }: Omit<Notes, 'audioOutputId'>,
  index: number,
): Promise<void> {
  const { context } = output;
  const start = context.currentTime + index * seconds;
  const end = start + seconds;
  const gain = new GainNode(context, { gain: 0 });
  // Fading in and out avoids a click.
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(amplitude, start + 0.03);
  gain.gain.linearRampToValueAtTime(0, end);
  const tone = new OscillatorNode(context, { frequency: frequencies[index] ?? 0 });
  tone.connect(gain).connect(output);
  tone.start(start);
  tone.stop(end);
  return new Promise((resolve) => tone.addEventListener('ended', () => resolve()));
}
