import { AudioLevelReader } from './audio-level-meter';

/** Milliseconds between two readings. */
const INTERVAL_MS = 100;
/** Speech is mostly above this level, noise mostly below; see `active-speaker`. */
const TALK_LEVEL = 0.05;
/** All but one of the last readings must reach that level. */
const READINGS = 6;
/** Ignores the end of a sentence and the click of the mouse after muting. */
const SETTLING_MS = 1_000;
/** Reports at most once in this time. */
const PAUSE_MS = 60_000;

/** Decides from audio levels whether a user who is muted talks. */
export class TalkDetector {
  #loud: boolean[] = [];
  #mutedAt = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;

  /** The user muted at `now`, in milliseconds. */
  start(now: number): void {
    this.#loud = [];
    this.#mutedAt = now;
  }

  /** Takes the level (0 to 1) at `now`. Returns true when it is time to report the talking. */
  next(level: number, now: number): boolean {
    if (now - this.#mutedAt < SETTLING_MS) return false;
    this.#loud = [...this.#loud, level >= TALK_LEVEL].slice(-READINGS);
    const talks =
      this.#loud.length === READINGS && this.#loud.filter(Boolean).length >= READINGS - 1;
    if (!talks || now - this.#reportedAt < PAUSE_MS) return false;
    this.#reportedAt = now;
    return true;
  }
}

/**
 * Reports that the user talks while the microphone is off. The track of a muted microphone is
 * silent, so this reads the audio level of a copy, which it stops on unmuting.
 */
export class MutedTalk {
  readonly #reader = new AudioLevelReader();
  readonly #detector = new TalkDetector();
  readonly #onTalking: () => void;
  #track: MediaStreamTrack | null = null;
  #copy: MediaStreamTrack | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(onTalking: () => void) {
    this.#onTalking = onTalking;
  }

  /** Listens while `track` is off. Call it again after the track or its `enabled` changed. */
  follow(track: MediaStreamTrack | null): void {
    const muted = track && !track.enabled ? track : null;
    if (muted === this.#track) return;
    this.#stop();
    if (!muted || typeof AudioContext === 'undefined') return;
    this.#track = muted;
    this.#copy = muted.clone();
    this.#copy.enabled = true;
    this.#reader.follow(this.#copy);
    this.#detector.start(performance.now());
    this.#timer = setInterval(() => this.#measure(), INTERVAL_MS);
  }

  close(): void {
    this.#stop();
    this.#reader.close();
  }

  #measure(): void {
    if (this.#detector.next(this.#reader.read(), performance.now())) this.#onTalking();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#reader.follow(null);
    this.#copy?.stop();
    this.#copy = null;
    this.#track = null;
  }
}
