/** Milliseconds between two values of an envelope. */
export const STEP_MS = 10;

/** Ranges in milliseconds of how long a person talks and pauses. */
export interface Manner {
  talk: readonly [number, number];
  pause: readonly [number, number];
}

export const MONOLOGUE: Manner = { talk: [800, 4_000], pause: [150, 900] };
export const CONVERSATION: Manner = { talk: [500, 5_000], pause: [300, 6_000] };

/**
 * The amplitude envelope of a person who speaks: phrases and pauses, in the phrases 3 to 7 syllables
 * per second of varying loudness, over the noise of a room.
 */
export function voice(
  random: () => number,
  durationMs: number,
  manner: Manner,
  loudness = 0.15,
): number[] {
  const between = ([from, to]: readonly [number, number]): number => from + random() * (to - from);
  const envelope: number[] = [];
  const length = durationMs / STEP_MS;
  const noise = (): number => 0.002 + 0.002 * random();
  while (envelope.length < length) {
    for (let ms = between(manner.pause); ms > 0; ms -= STEP_MS) envelope.push(noise());
    const phraseEnd = envelope.length + between(manner.talk) / STEP_MS;
    while (envelope.length < phraseEnd) {
      const steps = Math.round(between([140, 330]) / STEP_MS);
      const peak = loudness * 10 ** (between([-10, 4]) / 20);
      for (let step = 0; step < steps; step += 1) {
        envelope.push(noise() + peak * Math.sin((Math.PI * (step + 0.5)) / steps) ** 1.5);
      }
    }
  }
  return envelope.slice(0, length);
}

/** The echo of an envelope: delayed, fainter, blurred by a room, with added noise. */
export function echoOf(
  own: readonly number[],
  random: () => number,
  { delayMs, gain, noise }: { delayMs: number; gain: number; noise: number },
): number[] {
  let tail = 0;
  return own.map((_, index) => {
    const direct = gain * (own[index - Math.round(delayMs / STEP_MS)] ?? 0);
    // A room of half a second: 60 dB in 500 ms is 0.87 for each 10 ms.
    tail = Math.max(direct, tail * 0.87);
    return 0.7 * direct + 0.3 * tail + noise * random();
  });
}

/** The envelope of two signals at once: their powers add up. */
export function mixed(a: readonly number[], b: readonly number[]): number[] {
  return a.map((level, index) => Math.hypot(level, b[index] ?? 0));
}
