import { bestMatch, correlate, type Envelopes } from './envelope-match';

/** The time between two samples. */
export const ECHO_SAMPLE_MS = 50;
const samples = (ms: number): number => Math.round(ms / ECHO_SAMPLE_MS);

/** The delay of an echo: network, loudspeaker, room and network again. */
const MIN_LAG = samples(50);
const MAX_LAG = samples(600);
/** Long enough for several words and pauses: short pieces of speech are often similar. */
const WINDOW = samples(5_000);
const HOP = samples(2_000);
const NEEDED = WINDOW + 2 * MAX_LAG;
/** Longer than the part of the past that one window compares. */
const PAUSE = NEEDED;

const MIN_CORRELATION = 0.75;
/** How much better the echo must match than a signal that precedes the voice. */
const MIN_LEAD = 0.1;
/** A signal that repeats itself this exactly (music, tones) tells nothing about delays. */
const MAX_SELF_SIMILARITY = 0.6;
const SELF_SIMILAR_FROM = samples(700);
const SELF_SIMILAR_TO = samples(2_000);
/** The audio level (root mean square) of a voice in a microphone. */
export const VOICE = 0.03;
const MIN_VOICED = 0.2;
/** The audio level of the faintest echo that disturbs. */
const FAINTEST = 0.003;
/** An echo is rarely louder than the voice, even if the peer amplifies it. */
const MAX_GAIN = 1.5;
/** The delay of an echo changes little from one window to the next. */
const LAG_TOLERANCE = samples(100);
/** Matching windows that prove an echo. */
const PROOF = 4;
/** Evidence beyond this is not counted, so that an echo that ends is forgotten soon. */
const MOST_EVIDENCE = 5;

/**
 * Detects whether a peer returns this user's voice as an echo, because their microphone picks up
 * their loudspeaker. It uses the normalised cross-correlation of the two short-term envelopes, like
 * double-talk detectors, over windows of 5 s and lags of up to 600 ms. One window proves nothing,
 * since people who take turns are sometimes similar by chance; several windows in a row with the
 * same delay practically never are.
 */
export class EchoDetector {
  #own: number[] = [];
  #other: number[] = [];
  #times: number[] = [];
  #now = 0;
  #evidence = 0;
  #lag = 0;
  #echoes = false;

  /** Whether the samples so far prove an echo. */
  get echoes(): boolean {
    return this.#echoes;
  }

  /** Adds a sample of both audio levels, 0..1, `ECHO_SAMPLE_MS` after the sample before. */
  push(own: number, other: number): void {
    this.#own.push(own);
    this.#other.push(other);
    this.#times.push(this.#now);
    this.#now += 1;
    if (this.#own.length < NEEDED) return;
    this.#weigh(matchOfWindow({ own: this.#own, other: this.#other, times: this.#times }));
    for (const kept of [this.#own, this.#other, this.#times]) kept.splice(0, HOP);
  }

  /**
   * Sampling stops for a while. The samples so far are kept, so that short turns add up, but they
   * are never compared with samples from after the pause.
   */
  pause(): void {
    this.#now += PAUSE;
  }

  /** Samples are missing: drops the samples so far and keeps the verdict. */
  interrupt(): void {
    this.#own = [];
    this.#other = [];
    this.#times = [];
  }

  #weigh(lag: number | null | 'unclear'): void {
    if (lag === 'unclear') return;
    const continues =
      lag !== null && (this.#evidence === 0 || Math.abs(lag - this.#lag) <= LAG_TOLERANCE);
    if (continues) {
      this.#lag = lag;
      this.#evidence = Math.min(MOST_EVIDENCE, this.#evidence + 1);
    } else this.#evidence = Math.max(0, this.#evidence - 1);
    if (this.#evidence >= PROOF) this.#echoes = true;
    else if (this.#evidence === 0) this.#echoes = false;
  }
}

/** The lag of the echo in one window, null without an echo, `unclear` if the window proves nothing. */
function matchOfWindow(levels: Envelopes): number | null | 'unclear' {
  const start = MAX_LAG;
  const spoken = levels.own.slice(start, start + WINDOW);
  const heard = levels.other.slice(start, start + WINDOW);
  if (spoken.filter((level) => level >= VOICE).length < MIN_VOICED * WINDOW) return 'unclear';
  const level = mean(heard);
  if (level < FAINTEST || level > mean(spoken) * MAX_GAIN) return null;
  // Perceived loudness grows slower than amplitude; otherwise the loudest syllable decides alone.
  const { times } = levels;
  const own = levels.own.map(Math.sqrt);
  const perceived: Envelopes = { own, other: levels.other.map(Math.sqrt), times };
  if (selfSimilarity(own, times) > MAX_SELF_SIMILARITY) return 'unclear';
  const behind = bestMatch(perceived, { start, length: WINDOW, from: MIN_LAG, to: MAX_LAG });
  if (behind.correlation < MIN_CORRELATION) return null;
  // The opposite direction: our own microphone picks up their voice from our loudspeaker.
  const ahead = bestMatch(perceived, { start, length: WINDOW, from: -MAX_LAG, to: 0 });
  return behind.correlation - ahead.correlation >= MIN_LEAD ? behind.lag : null;
}

function selfSimilarity(own: readonly number[], times: readonly number[]): number {
  const itself: Envelopes = { own, other: own, times };
  let most = 0;
  for (let lag = SELF_SIMILAR_FROM; lag <= SELF_SIMILAR_TO; lag += 1) {
    most = Math.max(most, correlate(itself, { start: 0, length: own.length - lag, lag }));
  }
  return most;
}

function mean(levels: readonly number[]): number {
  return levels.reduce((sum, level) => sum + level, 0) / Math.max(1, levels.length);
}
