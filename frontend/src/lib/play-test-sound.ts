/** A third apart, one after the other: heard well on small speakers too. */
const NOTES = [523, 659];
const NOTE_SECONDS = 0.35;
const LOUDNESS = 0.2;

/** Plays two notes on a speaker, null: the default one. Never rejects; resolves when they ended. */
export async function playTestSound(speakerId: string | null): Promise<void> {
  const context = new AudioContext();
  const audio = new Audio();
  try {
    const output = new MediaStreamAudioDestinationNode(context);
    audio.srcObject = output.stream;
    await audio.setSinkId?.(speakerId ?? '').catch(() => undefined);
    await Promise.all([context.resume(), audio.play()]);
    await Promise.all(NOTES.map((frequency, index) => note(context, output, frequency, index)));
  } catch {
    // No sound at all is what the test is there to find.
  } finally {
    audio.srcObject = null;
    await context.close();
  }
}

function note(context: AudioContext, output: AudioNode, frequency: number, index: number) {
  const start = context.currentTime + index * NOTE_SECONDS;
  const end = start + NOTE_SECONDS;
  const gain = new GainNode(context, { gain: 0 });
  // Without the soft ends there is a click.
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.03);
  gain.gain.linearRampToValueAtTime(0, end);
  const tone = new OscillatorNode(context, { frequency });
  tone.connect(gain).connect(output);
  tone.start(start);
  tone.stop(end);
  return new Promise<void>((resolve) => tone.addEventListener('ended', () => resolve()));
}
