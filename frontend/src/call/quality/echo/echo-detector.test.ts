import { expect, it, vi } from 'vitest';
import { seeded } from '../../testing/seeded';
import {
  CONVERSATION,
  echoOf,
  type Manner,
  mixed,
  MONOLOGUE,
  STEP_MS,
  voice,
} from '../../testing/voices';
import { ECHO_SAMPLE_MS, EchoDetector, VOICE } from './echo-detector';

const MINUTE = 60_000;
/** Computing a thousand minutes of speech takes seconds. */
vi.setConfig({ testTimeout: 60_000 });

/** Turns that are too short to fill a window. */
const TURNS: Manner = { talk: [1_000, 4_000], pause: [3_000, 9_000] };
/** How long `EchoWatch` goes on sampling after this user's voice. */
const REST_AFTER_MS = 2_000;

/**
 * Samples two envelopes as a call does. The own level is the root mean square of the last 80 ms,
 * kept for 100 ms and rounded to hundredths. The remote level is that of the last packet of 20 ms in
 * whole decibels (RFC 6464), read a little early or late. Nothing is sampled while the user is
 * silent. Returns the milliseconds until an echo was found, or null.
 */
function echoFoundAfter(
  own: readonly number[],
  other: readonly number[],
  random: () => number,
): number | null {
  const detector = new EchoDetector();
  let held = 0;
  let lastVoice = -Infinity;
  let isResting = true;
  for (let ms = 100; ms < own.length * STEP_MS; ms += ECHO_SAMPLE_MS) {
    const at = ms / STEP_MS;
    if (ms % 100 === 0) {
      const squares = own.slice(at - 8, at).reduce((sum, level) => sum + level ** 2, 0);
      held = Math.round(Math.sqrt(squares / 8) * 100) / 100;
    }
    if (held >= VOICE) lastVoice = ms;
    if (ms - lastVoice > REST_AFTER_MS) {
      if (!isResting) detector.pause();
      isResting = true;
      continue;
    }
    isResting = false;
    const packet = at - Math.floor(random() * 3);
    const level = Math.hypot(other[packet] ?? 0, other[packet - 1] ?? 0) / Math.SQRT2;
    detector.push(held, level === 0 ? 0 : 10 ** (Math.round(20 * Math.log10(level)) / 20));
    if (detector.echoes) return ms;
  }
  return null;
}

function falseAlarms(runs: number, mine: Manner, theirs: Manner): number {
  let alarms = 0;
  for (let seed = 0; seed < runs; seed += 1) {
    const random = seeded(seed);
    const own = voice(random, MINUTE, mine);
    if (echoFoundAfter(own, voice(random, MINUTE, theirs), random) !== null) alarms += 1;
  }
  return alarms;
}

it('a participant without an echo is never suspected in 500 minutes of conversation', () => {
  expect(falseAlarms(500, CONVERSATION, CONVERSATION)).toBe(0);
});

it('a participant without an echo is never suspected in 300 minutes of two monologues', () => {
  expect(falseAlarms(300, MONOLOGUE, MONOLOGUE)).toBe(0);
});

it('a participant without an echo is never suspected for 200 minutes of short remarks during a monologue', () => {
  expect(falseAlarms(200, MONOLOGUE, CONVERSATION)).toBe(0);
});

it('a participant without an echo is never suspected in 500 minutes of short turns, whose samples add up', () => {
  expect(falseAlarms(300, TURNS, TURNS)).toBe(0);
  expect(falseAlarms(200, TURNS, MONOLOGUE)).toBe(0);
});

it('a participant without an echo is not suspected for an echo in the other direction', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const random = seeded(seed);
    const other = voice(random, MINUTE, MONOLOGUE);
    const own = echoOf(other, random, { delayMs: 200, gain: 0.6, noise: 0.002 });
    expect(echoFoundAfter(own, other, random)).toBeNull();
  }
});

it('a participant without an echo is not suspected for an echo in the other direction in short turns', () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const random = seeded(seed);
    const other = voice(random, 3 * MINUTE, TURNS);
    const own = echoOf(other, random, { delayMs: 200, gain: 0.6, noise: 0.002 });
    expect(echoFoundAfter(own, other, random)).toBeNull();
  }
});

it('a participant without an echo is not suspected while silent', () => {
  const random = seeded(1);
  const own = voice(random, MINUTE, MONOLOGUE);
  const noise = own.map(() => 0.004 * random());
  expect(echoFoundAfter(own, noise, random)).toBeNull();
  const nothing = own.map(() => 0);
  expect(echoFoundAfter(own, nothing, random)).toBeNull();
});

it('a participant without an echo is not suspected because of two equal metronomes', () => {
  const beeps = Array.from({ length: 6_000 }, (_, step) => (step % 100 < 20 ? 0.3 : 0));
  const later = beeps.map((_, step) => beeps[step - 25] ?? 0);
  expect(echoFoundAfter(beeps, later, seeded(1))).toBeNull();
});

/** The share of 50 monologues of one minute in which the echo is found. */
function found(gain: number, noise: number): number {
  let count = 0;
  for (let seed = 0; seed < 50; seed += 1) {
    const random = seeded(seed);
    const own = voice(random, MINUTE, MONOLOGUE);
    const delayMs = 100 + random() * 500;
    if (echoFoundAfter(own, echoOf(own, random, { delayMs, gain, noise }), random)) count += 1;
  }
  return count / 50;
}

it.each([
  { gain: 0.6, noise: 0.01 },
  { gain: 0.3, noise: 0.01 },
  { gain: 0.1, noise: 0.002 },
  { gain: 0.05, noise: 0.002 },
])('an echo is found at a gain of $gain over noise of $noise with any delay', (echo) => {
  expect(found(echo.gain, echo.noise)).toBeGreaterThanOrEqual(0.98);
});

it('an echo is found within 15 seconds of speech', () => {
  const random = seeded(4);
  const own = voice(random, MINUTE, MONOLOGUE);
  const echo = echoOf(own, random, { delayMs: 300, gain: 0.3, noise: 0.002 });
  expect(echoFoundAfter(own, echo, random)).toBeLessThanOrEqual(15_000);
});

it('an echo is found in turns of a few seconds', () => {
  let count = 0;
  for (let seed = 0; seed < 50; seed += 1) {
    const random = seeded(seed);
    const own = voice(random, 3 * MINUTE, TURNS);
    const delayMs = 100 + random() * 450;
    const echo = echoOf(own, random, { delayMs, gain: 0.3, noise: 0.002 });
    if (echoFoundAfter(own, echo, random) !== null) count += 1;
  }
  expect(count / 50).toBeGreaterThanOrEqual(0.98);
});

it('an echo is forgotten after it has stopped', () => {
  const random = seeded(5);
  const own = voice(random, 2 * MINUTE, MONOLOGUE);
  const echo = echoOf(own, random, { delayMs: 300, gain: 0.3, noise: 0.002 });
  const detector = new EchoDetector();
  const heardAt = (step: number): number => (step * STEP_MS < MINUTE ? (echo[step] ?? 0) : 0.001);
  let atHalf = false;
  for (let step = 0; step < own.length; step += ECHO_SAMPLE_MS / STEP_MS) {
    detector.push(own[step] ?? 0, heardAt(step));
    if (step * STEP_MS === MINUTE) atHalf = detector.echoes;
  }
  expect(atHalf).toBe(true);
  expect(detector.echoes).toBe(false);
});

it('an echo is not reported while the participant talks over it', () => {
  const random = seeded(6);
  const own = voice(random, MINUTE, MONOLOGUE);
  const echo = echoOf(own, random, { delayMs: 300, gain: 0.2, noise: 0.002 });
  const both = mixed(echo, voice(random, MINUTE, MONOLOGUE));
  expect(echoFoundAfter(own, both, random)).toBeNull();
});
