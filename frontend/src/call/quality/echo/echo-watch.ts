import type { Scope } from '../../../core/scope';
import { ECHO_SAMPLE_MS, EchoDetector, VOICE } from './echo-detector';

/** An echo comes within this time after the voice. */
const AFTER_VOICE_MS = 2_000;
/** A timer that is later than this missed what was said. */
const LATEST_MS = 3 * ECHO_SAMPLE_MS;

export interface EchoWatchOptions {
  readonly scope: Scope;
  /** Loudness of one's own microphone as it is sent, 0..1. */
  ownLevel(): number;
  /** Loudness of somebody else as it arrives, 0..1. */
  levelOf(id: string): number;
  /** Whose microphones are on. */
  others(): readonly string[];
  /** Whose speakers return one's voice; told when that changes. */
  onChange(ids: readonly string[]): void;
}

/** Looks for one's own voice in what comes from the others; samples only while one speaks. */
export class EchoWatch {
  readonly #options: EchoWatchOptions;
  readonly #detectors = new Map<string, EchoDetector>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastVoice = 0;
  #lastSample = 0;
  #told: readonly string[] = [];

  constructor(options: EchoWatchOptions) {
    this.#options = options;
    options.scope.add(() => this.#rest());
  }

  /** To be called several times a second; starts sampling when one's own voice is heard. */
  hear(): void {
    if (this.#options.scope.closed || this.#options.ownLevel() < VOICE) return;
    this.#lastVoice = performance.now();
    if (this.#timer !== undefined) return;
    this.#lastSample = this.#lastVoice;
    this.#timer = setInterval(() => this.#sample(), ECHO_SAMPLE_MS);
  }

  /** The meeting is over: nobody is remembered. */
  reset(): void {
    this.#rest();
    this.#detectors.clear();
    this.#tell();
  }

  #sample(): void {
    const now = performance.now();
    const own = this.#options.ownLevel();
    if (own >= VOICE) this.#lastVoice = now;
    if (now - this.#lastVoice > AFTER_VOICE_MS) return this.#rest();
    const elapsed = now - this.#lastSample;
    if (elapsed > LATEST_MS) this.#interrupt();
    // A late timer stands for all the samples that were due.
    const due = elapsed > LATEST_MS ? 1 : Math.floor(elapsed / ECHO_SAMPLE_MS);
    this.#lastSample = elapsed > LATEST_MS ? now : this.#lastSample + due * ECHO_SAMPLE_MS;
    this.#keepOnly(this.#options.others());
    for (const [id, detector] of this.#detectors) {
      const other = this.#options.levelOf(id);
      for (let sample = 0; sample < due; sample += 1) detector.push(own, other);
    }
    this.#tell();
  }

  #keepOnly(ids: readonly string[]): void {
    for (const id of this.#detectors.keys()) {
      if (!ids.includes(id)) this.#detectors.delete(id);
    }
    for (const id of ids) {
      if (!this.#detectors.has(id)) this.#detectors.set(id, new EchoDetector());
    }
  }

  #tell(): void {
    const ids = [...this.#detectors].filter(([, { echoes }]) => echoes).map(([id]) => id);
    const same = ids.length === this.#told.length && ids.every((id) => this.#told.includes(id));
    if (same) return;
    this.#told = ids;
    this.#options.onChange(ids);
  }

  #interrupt(): void {
    for (const detector of this.#detectors.values()) detector.interrupt();
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const detector of this.#detectors.values()) detector.pause();
  }
}
