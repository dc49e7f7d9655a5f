import { writeFileSync } from 'node:fs';

const RATE = 48_000;
const SECONDS = 6;
const HEADER = 44;

/**
 * Writes a WAV file that Chromium plays for `--use-file-for-fake-audio-capture`: something like
 * syllables at a changing pitch, without a pause. The encoder takes pauses for silence and sends
 * nothing then, so that concealed audio could not be told from audio that was never sent.
 */
export function writeVoice(path: string): void {
  const samples = RATE * SECONDS;
  const file = Buffer.alloc(HEADER + 2 * samples);
  file.write('RIFF', 0);
  file.writeUInt32LE(HEADER - 8 + 2 * samples, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(2 * RATE, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(2 * samples, 40);
  let phase = 0;
  for (let index = 0; index < samples; index += 1) {
    const time = index / RATE;
    phase += (2 * Math.PI * (140 + 40 * Math.sin(2 * Math.PI * 0.5 * time))) / RATE;
    const syllable = 0.6 + 0.4 * Math.sin(2 * Math.PI * 4 * time);
    const wave = Math.sin(phase) + 0.5 * Math.sin(2 * phase) + 0.3 * Math.sin(5 * phase);
    file.writeInt16LE(Math.round(9_000 * syllable * wave), HEADER + 2 * index);
  }
  writeFileSync(path, file);
}
