import { useEffect } from 'react';
import { useCall } from '../../hooks/useCall';
import { playNotes } from '../../lib/play-notes';
import { lossOf, toneFor } from './connection-loss';

/** Frequencies in hertz. */
const TONES = { lost: [520, 390], back: [390, 520] };
const SOFTLY = { seconds: 0.12, amplitude: 0.08 };

/** Plays two soft tones: falling when the connection is lost, rising when it returns. */
export function useConnectionTones(): void {
  const call = useCall();
  useEffect(() => {
    let before = lossOf(call.snapshot.get());
    return call.snapshot.subscribe(() => {
      const now = call.snapshot.get();
      const tone = toneFor(before, now);
      if (tone !== null) {
        const { audioOutputId } = now.devices;
        void playNotes({ ...SOFTLY, frequencies: TONES[tone], audioOutputId });
      }
      before = lossOf(now);
    });
  }, [call]);
}
