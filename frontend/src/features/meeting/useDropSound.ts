import { useEffect } from 'react';
import { useCall } from '../../hooks/useCall';
import { lossOf, soundOf } from './connection-loss';

/** Hertz, one after the other. */
const TONES = { lost: [520, 390], back: [390, 520] };
const TONE_SECONDS = 0.12;

/** Two soft tones, falling when the connection is lost and rising when it is back. */
export function useDropSound(): void {
  const call = useCall();
  useEffect(() => {
    let before = lossOf(call.snapshot.get());
    return call.snapshot.subscribe(() => {
      const now = call.snapshot.get();
      const sound = soundOf(before, now);
      if (sound !== null) play(TONES[sound]);
      before = lossOf(now);
    });
  }, [call]);
}

function play(frequencies: readonly number[]): void {
  if (typeof AudioContext === 'undefined') return;
  const context = new AudioContext();
  const gain = context.createGain();
  gain.gain.value = 0.08;
  gain.connect(context.destination);
  frequencies.forEach((frequency, index) => {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(context.currentTime + index * TONE_SECONDS);
    tone.stop(context.currentTime + (index + 1) * TONE_SECONDS);
    if (index === frequencies.length - 1)
      tone.addEventListener('ended', () => void context.close());
  });
}
