/** As loud as this is speech more often than noise; see `active-speaker`. */
const TALK_LEVEL = 0.05;
/** Of this many measures, a tenth of a second apart, all but one must be loud. */
const MEASURES = 6;
/** The end of a sentence, and the click of the mouse that muted, are no talking. */
const SETTLING_MS = 1_000;
const ONCE_IN_MS = 60_000;

/** Whether somebody talks who is muted: half a second of loudness, told once a minute at most. */
export class TalkDetector {
  #loud: boolean[] = [];
  #since = 0;
  #told = Number.NEGATIVE_INFINITY;

  /** Muted from now (milliseconds) on. */
  start(now: number): void {
    this.#loud = [];
    this.#since = now;
  }

  /** Takes the loudness (0..1) at `now`; true when it is time to tell. */
  next(level: number, now: number): boolean {
    if (now - this.#since < SETTLING_MS) return false;
    this.#loud = [...this.#loud, level >= TALK_LEVEL].slice(-MEASURES);
    const talks =
      this.#loud.length === MEASURES && this.#loud.filter(Boolean).length >= MEASURES - 1;
    if (!talks || now - this.#told < ONCE_IN_MS) return false;
    this.#told = now;
    return true;
  }
}
