import { Hysteresis } from '../../core/hysteresis';

/** The audio level at which a participant starts to speak; background noise is usually below. */
const START_LEVEL = 0.05;
/** The audio level that keeps a participant speaking. */
const KEEP_LEVEL = 0.02;
/** As long as a pause between two sentences. */
const PAUSE_MS = 1_200;

/** Tells who is speaking from audio levels; short pauses do not count. */
export class ActiveSpeakers {
  readonly #participants = new Map<string, Hysteresis>();
  #speaking: readonly string[] = [];

  /**
   * @param levels audio levels of the microphones that are on, 0..1 by participant id
   * @param now milliseconds, monotonic
   * @returns the ids of the active speakers, loudest first; the same array while the same
   *   participants speak
   */
  observe(levels: ReadonlyMap<string, number>, now: number): readonly string[] {
    for (const id of this.#participants.keys()) if (!levels.has(id)) this.#participants.delete(id);
    const speaking = [...levels].filter(([id, level]) => this.#speaks(id, level, now));
    const isUnchanged =
      speaking.length === this.#speaking.length &&
      speaking.every(([id]) => this.#speaking.includes(id));
    if (!isUnchanged) this.#speaking = speaking.sort(([, a], [, b]) => b - a).map(([id]) => id);
    return this.#speaking;
  }

  reset(): void {
    this.#participants.clear();
    this.#speaking = [];
  }

  #speaks(id: string, level: number, now: number): boolean {
    const speaks = this.#participants.get(id) ?? new Hysteresis({ offAfterMs: PAUSE_MS });
    this.#participants.set(id, speaks);
    if (level >= START_LEVEL) speaks.observe('on', now);
    else if (level >= KEEP_LEVEL) speaks.observe('between', now);
    // The pause begins right after the last loud sample.
    speaks.observe('off', now);
    return speaks.on;
  }
}
