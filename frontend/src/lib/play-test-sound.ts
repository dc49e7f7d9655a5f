import { playNotes } from './play-notes';

/** A third apart, one after the other: heard well on small speakers too. */
const NOTES = { frequencies: [523, 659], seconds: 0.35, level: 0.2 };

/** Plays two notes on a speaker, null: the default one. Never rejects; resolves when they ended. */
export function playTestSound(audioOutputId: string | null): Promise<void> {
  return playNotes({ ...NOTES, audioOutputId });
}
