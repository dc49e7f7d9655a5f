import { Loudness } from './loudness';
import { TalkDetector } from './talk-detector';

const INTERVAL_MS = 100;

/**
 * Notices that one talks while the microphone is off. It listens to a copy of the track, since the
 * track itself is silent; only its loudness is read, and the copy is stopped on unmuting.
 */
export class MutedTalk {
  readonly #loudness = new Loudness();
  readonly #detector = new TalkDetector();
  readonly #onTalking: () => void;
  #track: MediaStreamTrack | null = null;
  #copy: MediaStreamTrack | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(onTalking: () => void) {
    this.#onTalking = onTalking;
  }

  /** Listens while `track` is there and off; to call whenever either may have changed. */
  follow(track: MediaStreamTrack | null): void {
    const muted = track && !track.enabled ? track : null;
    if (muted === this.#track) return;
    this.#stop();
    if (!muted || typeof AudioContext === 'undefined') return;
    this.#track = muted;
    this.#copy = muted.clone();
    this.#copy.enabled = true;
    this.#loudness.follow(this.#copy);
    this.#detector.start(performance.now());
    this.#timer = setInterval(() => this.#measure(), INTERVAL_MS);
  }

  close(): void {
    this.#stop();
    this.#loudness.close();
  }

  #measure(): void {
    if (this.#detector.next(this.#loudness.read(), performance.now())) this.#onTalking();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#loudness.follow(null);
    this.#copy?.stop();
    this.#copy = null;
    this.#track = null;
  }
}
