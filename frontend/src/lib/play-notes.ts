export interface Notes {
  /** Hertz, one after the other. */
  readonly frequencies: readonly number[];
  /** Of each note. */
  readonly seconds: number;
  /** Amplitude, 0..1. */
  readonly level: number;
  /** Null: the default one. */
  readonly audioOutputId: string | null;
}

/** Plays notes on a speaker. Never rejects; resolves when they ended. */
export async function playNotes({ audioOutputId, ...notes }: Notes): Promise<void> {
  if (typeof AudioContext === 'undefined') return;
  const context = new AudioContext();
  const audio = new Audio();
  try {
    const output = new MediaStreamAudioDestinationNode(context);
    audio.srcObject = output.stream;
    await audio.setSinkId?.(audioOutputId ?? '').catch(() => undefined);
    await Promise.all([context.resume(), audio.play()]);
    await Promise.all(notes.frequencies.map((_, index) => playNote(output, notes, index)));
  } catch {
    // Nobody depends on a sound that the browser does not play.
  } finally {
    audio.srcObject = null;
    await context.close();
  }
}

function playNote(
  output: AudioNode,
  { frequencies, seconds, level }: Omit<Notes, 'audioOutputId'>,
  index: number,
): Promise<void> {
  const { context } = output;
  const start = context.currentTime + index * seconds;
  const end = start + seconds;
  const gain = new GainNode(context, { gain: 0 });
  // Without the soft ends there is a click.
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(level, start + 0.03);
  gain.gain.linearRampToValueAtTime(0, end);
  const tone = new OscillatorNode(context, { frequency: frequencies[index] ?? 0 });
  tone.connect(gain).connect(output);
  tone.start(start);
  tone.stop(end);
  return new Promise((resolve) => tone.addEventListener('ended', () => resolve()));
}
