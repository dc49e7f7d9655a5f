import { closeSync, openSync, writeSync } from 'node:fs';
import { seeded } from '../../frontend/src/call/testing/seeded';

export interface FilmOptions {
  readonly width: number;
  readonly height: number;
  /** Frames per second, and the number of frames until the film repeats. */
  readonly rate: number;
  readonly frames: number;
}

/** Largest brightness error of a webcam's sensor in a lit room, up or down. */
const GRAIN = 6;

/**
 * Writes a realistic camera video as raw YUV4MPEG2, which Chromium plays for
 * `--use-file-for-fake-video-capture`: a textured room, a person who sways in front of it, and sensor
 * noise. Chromium's own test video is flat, so it needs hardly any bits at any size.
 */
export function writeFilm(path: string, { width, height, rate, frames }: FilmOptions): void {
  const file = openSync(path, 'w');
  writeSync(file, `YUV4MPEG2 W${width} H${height} F${rate}:1 Ip A1:1 C420jpeg\n`);
  const random = seeded(1);
  const luma = new Uint8Array(width * height);
  const chroma = new Uint8Array((width * height) / 2).fill(128);
  for (let frame = 0; frame < frames; frame += 1) {
    const turn = (2 * Math.PI * frame) / frames;
    const middle = width * (0.5 + 0.06 * Math.sin(turn));
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const away =
          ((x - middle) / (width * 0.18)) ** 2 + ((y - height * 0.6) / (height * 0.45)) ** 2;
        const seen = away < 1 ? person(x - middle, y) : room(x, y);
        luma[y * width + x] = seen + (random() * 2 - 1) * GRAIN;
      }
    }
    writeSync(file, 'FRAME\n');
    writeSync(file, luma);
    writeSync(file, chroma);
  }
  closeSync(file);
}

const room = (x: number, y: number): number =>
  110 + 40 * Math.sin(x / 23) * Math.cos(y / 31) + 15 * Math.sin((x + y) / 7);
const person = (x: number, y: number): number =>
  150 + 30 * Math.sin(x / 11) * Math.sin(y / 13) + 10 * Math.sin((x - 2 * y) / 5);
