import { createValue, type ReadonlyValue, type Value } from '../../core/value';
import { Loudness } from './loudness';

const INTERVAL_MS = 100;
/** A measurement that has not begun by then does not begin: it takes a moment to start. */
const START_LOOKS = 30;

/** Loudness of one's own microphone, 0..1 (root mean square); 0 while muted or not to be measured. */
export class MicrophoneMeter {
  readonly #level: Value<number> = createValue(0);
  readonly #loudness = new Loudness();
  readonly #canMeasure: Value<boolean> = createValue(true);
  #track: MediaStreamTrack | null = null;
  #looksInVain = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  get level(): ReadonlyValue<number> {
    return this.#level;
  }

  /** False once it has shown that this browser cannot measure here; the level stays 0 then. */
  get canMeasure(): ReadonlyValue<boolean> {
    return this.#canMeasure;
  }

  /** Measures `track` from now on; null rests. */
  follow(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.#track = track;
    clearInterval(this.#timer);
    this.#level.set(0);
    this.#looksInVain = 0;
    this.#canMeasure.set(true);
    this.#loudness.follow(track);
    if (track) this.#timer = setInterval(() => this.#measure(), INTERVAL_MS);
  }

  close(): void {
    this.follow(null);
    this.#loudness.close();
  }

  #measure(): void {
    this.#level.set(Math.round(this.#loudness.read() * 100) / 100);
    this.#looksInVain = this.#loudness.canMeasure ? 0 : this.#looksInVain + 1;
    this.#canMeasure.set(this.#looksInVain < START_LOOKS);
  }
}
