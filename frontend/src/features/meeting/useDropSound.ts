import { useEffect } from 'react';
import { useCall } from '../../hooks/useCall';

const LOST = [520, 390];
const BACK = [390, 520];
const TONE_SECONDS = 0.12;

/** Two soft tones, falling when the connection is lost and rising when it is back. */
export function useDropSound(): void {
  const call = useCall();
  useEffect(() => {
    let before = call.snapshot.get().phase;
    return call.snapshot.subscribe(() => {
      const { phase } = call.snapshot.get();
      if (before === 'live' && phase === 'reconnecting') play(LOST);
      if (before === 'reconnecting' && phase === 'live') play(BACK);
      before = phase;
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
