import type { Scope } from '../../../core/scope';
import { ECHO_SAMPLE_MS, EchoDetector, VOICE } from './echo-detector';

/** An echo arrives within this time after the voice. */
const AFTER_VOICE_MS = 2_000;
/** A timer that is later than this has missed speech. */
const LATEST_MS = 3 * ECHO_SAMPLE_MS;

export interface EchoWatchOptions {
  readonly scope: Scope;
  /** Audio level of this client's microphone as it is sent, 0..1. */
  ownLevel(): number;
  /** Audio level of a remote participant, 0..1. */
  levelOf(id: string): number;
  /** The ids of the remote participants whose microphones are on. */
  participants(): readonly string[];
  /** Receives the ids of the participants who return an echo, whenever they change. */
  onChange(ids: readonly string[]): void;
}

/** Looks for echoes of this user's voice in remote audio; samples only while the user speaks. */
export class EchoWatch {
  readonly #options: EchoWatchOptions;
  readonly #detectors = new Map<string, EchoDetector>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastVoice = 0;
  #lastSample = 0;
  #reported: readonly string[] = [];

  constructor(options: EchoWatchOptions) {
    this.#options = options;
    options.scope.add(() => this.#pause());
  }

  /** To call several times a second; starts to sample when this user speaks. */
  observe(): void {
    if (this.#options.scope.closed || this.#options.ownLevel() < VOICE) return;
    this.#lastVoice = performance.now();
    if (this.#timer !== undefined) return;
    this.#lastSample = this.#lastVoice;
    this.#timer = setInterval(() => this.#sample(), ECHO_SAMPLE_MS);
  }

  /** To call at the end of the meeting. */
  reset(): void {
    this.#pause();
    this.#detectors.clear();
    this.#report();
  }

  #sample(): void {
    const now = performance.now();
    const own = this.#options.ownLevel();
    if (own >= VOICE) this.#lastVoice = now;
    if (now - this.#lastVoice > AFTER_VOICE_MS) return this.#pause();
    const elapsed = now - this.#lastSample;
    if (elapsed > LATEST_MS) this.#interrupt();
    // After a late timer, the current levels stand for every sample that was due.
    const due = elapsed > LATEST_MS ? 1 : Math.floor(elapsed / ECHO_SAMPLE_MS);
    this.#lastSample = elapsed > LATEST_MS ? now : this.#lastSample + due * ECHO_SAMPLE_MS;
    this.#keepOnly(this.#options.participants());
    for (const [id, detector] of this.#detectors) {
      const other = this.#options.levelOf(id);
      for (let sample = 0; sample < due; sample += 1) detector.push(own, other);
    }
    this.#report();
  }

  #keepOnly(ids: readonly string[]): void {
    for (const id of this.#detectors.keys()) {
      if (!ids.includes(id)) this.#detectors.delete(id);
    }
    for (const id of ids) {
      if (!this.#detectors.has(id)) this.#detectors.set(id, new EchoDetector());
    }
  }

  #report(): void {
    const ids = [...this.#detectors].filter(([, { echoes }]) => echoes).map(([id]) => id);
    const same =
      ids.length === this.#reported.length && ids.every((id) => this.#reported.includes(id));
    if (same) return;
    this.#reported = ids;
    this.#options.onChange(ids);
  }

  #interrupt(): void {
    for (const detector of this.#detectors.values()) detector.interrupt();
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const detector of this.#detectors.values()) detector.pause();
  }
}
