import { useEffect } from 'react';
import { useCall } from '../../hooks/useCall';
import { playNotes } from '../../lib/play-notes';
import { lossOf, soundOf } from './connection-loss';

/** Hertz, one after the other. */
const TONES = { lost: [520, 390], back: [390, 520] };
const SOFTLY = { seconds: 0.12, amplitude: 0.08 };

/** Two soft tones, falling when the connection is lost and rising when it is back. */
export function useDropSound(): void {
  const call = useCall();
  useEffect(() => {
    let before = lossOf(call.snapshot.get());
    return call.snapshot.subscribe(() => {
      const now = call.snapshot.get();
      const sound = soundOf(before, now);
      if (sound !== null) {
        const { speakerId } = now.devices;
        void playNotes({ ...SOFTLY, frequencies: TONES[sound], speakerId });
      }
      before = lossOf(now);
    });
  }, [call]);
}
