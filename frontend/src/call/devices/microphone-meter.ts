import { createValue, type ReadonlyValue, type Value } from '../value';
import { Loudness } from './loudness';

const INTERVAL_MS = 100;

/** Loudness of one's own microphone, 0..1 (root mean square); 0 while muted or not to be measured. */
export class MicrophoneMeter {
  readonly #level: Value<number> = createValue(0);
  readonly #loudness = new Loudness();
  #track: MediaStreamTrack | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;

  get level(): ReadonlyValue<number> {
    return this.#level;
  }

  /** Measures `track` from now on; null rests. */
  follow(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.#track = track;
    clearInterval(this.#timer);
    this.#level.set(0);
    this.#loudness.follow(track);
    if (track) this.#timer = setInterval(() => this.#measure(), INTERVAL_MS);
  }

  close(): void {
    this.follow(null);
    this.#loudness.close();
  }

  #measure(): void {
    this.#level.set(Math.round(this.#loudness.read() * 100) / 100);
  }
}
