/** Loss above which audio is sent twice, and below which it is not, for so long. */
const LOSSY = 0.02;
const CLEAN = 0.01;
const CLEAN_MS = 20_000;

/**
 * Whether loss asks for redundant audio (RED, RFC 2198). It costs as much again as the audio, so
 * it starts with the first bad report and ends only after a calm time.
 */
export class RedPolicy {
  #lossy = false;
  #cleanSince: number | null = null;

  get lossy(): boolean {
    return this.#lossy;
  }

  /** `loss` 0..1 or null where nothing was reported; `at` in ms. Returns whether `lossy` changed. */
  observe(loss: number | null, at: number): boolean {
    if (loss === null) return false;
    const before = this.#lossy;
    this.#cleanSince = loss < CLEAN ? (this.#cleanSince ?? at) : null;
    if (loss >= LOSSY) this.#lossy = true;
    else if (this.#cleanSince !== null && at - this.#cleanSince >= CLEAN_MS) this.#lossy = false;
    return this.#lossy !== before;
  }
}
