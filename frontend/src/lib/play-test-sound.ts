import { playNotes } from './play-notes';

/** A major third, which small loudspeakers reproduce well. */
const NOTES = { frequencies: [523, 659], seconds: 0.35, amplitude: 0.2 };

/**
 * Plays two notes for the speaker test. Resolves when they have ended. Never rejects.
 *
 * @param audioOutputId the `deviceId` of the audio output; null for the default one
 */
export function playTestSound(audioOutputId: string | null): Promise<void> {
  return playNotes({ ...NOTES, audioOutputId });
}
