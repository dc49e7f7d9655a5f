import { bestMatch, correlate, type Envelopes } from './envelope-match';

/** Of the levels that are compared. */
export const ECHO_SAMPLE_MS = 50;
const samples = (ms: number): number => Math.round(ms / ECHO_SAMPLE_MS);

/** An echo takes the way there, the speaker, the room and the way back. */
const MIN_LAG = samples(50);
const MAX_LAG = samples(600);
/** Long enough for several words and pauses: two short pieces of speech are often alike. */
const WINDOW = samples(5_000);
const HOP = samples(2_000);
const NEEDED = WINDOW + 2 * MAX_LAG;
/** Longer than anything that is compared. */
const PAUSE = NEEDED;

const MIN_CORRELATION = 0.75;
/** By so much the echo must be more alike than anything that would come before its voice. */
const MIN_LEAD = 0.1;
/** A voice that repeats itself so exactly (music, tones) tells nothing about delays. */
const MAX_SELF_SIMILARITY = 0.6;
const SELF_SIMILAR_FROM = samples(700);
const SELF_SIMILAR_TO = samples(2_000);
/** Root mean squares: a voice in a microphone, and the faintest echo that disturbs. */
export const VOICE = 0.03;
const MIN_VOICED = 0.2;
const FAINTEST = 0.003;
/** An echo is rarely louder than the voice, even where the other side amplifies. */
const MAX_GAIN = 1.5;
/** The way of an echo changes little from one window to the next. */
const LAG_TOLERANCE = samples(100);
/** Windows in a row that convict, and the most that are remembered. */
const CONVICTS = 4;
const MOST_EVIDENCE = 5;

/**
 * Tells whether somebody's loudness is the delayed copy of one's own: their speakers are heard by
 * their microphone. Principle: normalised cross-correlation of the two short-term envelopes, as
 * double-talk detectors use it, over windows of 5 s and lags of up to 600 ms. One window convicts
 * nobody, since two people who talk in turns are sometimes alike; several in a row with the same
 * delay do, which chance gives practically never.
 */
export class EchoDetector {
  #own: number[] = [];
  #other: number[] = [];
  #times: number[] = [];
  #now = 0;
  #evidence = 0;
  #lag = 0;
  #echoes = false;

  /** Whether an echo is heard, by all samples so far. */
  get echoes(): boolean {
    return this.#echoes;
  }

  /** The next sample of both, 0..1, `ECHO_SAMPLE_MS` after the one before. */
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
   * Nothing is sampled for a while. What was collected stays, so that short turns add up, but
   * nothing before the pause is compared with anything after it.
   */
  pause(): void {
    this.#now += PAUSE;
  }

  /** Samples are missing; what was found stays, what was collected does not fit what comes. */
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
    if (this.#evidence >= CONVICTS) this.#echoes = true;
    else if (this.#evidence === 0) this.#echoes = false;
  }
}

/** The lag of an echo in one window, null where there is none, `unclear` where it cannot be told. */
function matchOfWindow(levels: Envelopes): number | null | 'unclear' {
  const start = MAX_LAG;
  const spoken = levels.own.slice(start, start + WINDOW);
  const heard = levels.other.slice(start, start + WINDOW);
  if (spoken.filter((level) => level >= VOICE).length < MIN_VOICED * WINDOW) return 'unclear';
  const loudness = mean(heard);
  if (loudness < FAINTEST || loudness > mean(spoken) * MAX_GAIN) return null;
  // Loudness as it is felt grows slower than amplitude; else the loudest syllable decides alone.
  const { times } = levels;
  const own = levels.own.map(Math.sqrt);
  const felt: Envelopes = { own, other: levels.other.map(Math.sqrt), times };
  if (selfSimilarity(own, times) > MAX_SELF_SIMILARITY) return 'unclear';
  const behind = bestMatch(felt, { start, length: WINDOW, from: MIN_LAG, to: MAX_LAG });
  if (behind.correlation < MIN_CORRELATION) return null;
  // The other way round: one's own microphone hears them from one's own speakers.
  const ahead = bestMatch(felt, { start, length: WINDOW, from: -MAX_LAG, to: 0 });
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
