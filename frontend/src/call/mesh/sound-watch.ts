/**
 * Longer than a microphone that is open says nothing at all: in silence Opus sends a packet every
 * 400 ms (RFC 7587 3.1.3), and a page in the background looks only once a second.
 */
const SILENT_MS = 1_500;

/** Notices by the sound that a path was gone for a while, long before ICE says so or not at all. */
export class SoundWatch {
  #heard: number | undefined;
  #changedAt = 0;

  /**
   * `heard` is the `timestamp` of the newest synchronization source (W3C webrtc-pc 5.3), `at` the
   * time of this look in milliseconds. Returns whether sound is back after a silence.
   */
  observe(heard: number | undefined, at: number): boolean {
    if (heard === undefined || heard === this.#heard) return false;
    const isBack = this.#heard !== undefined && at - this.#changedAt >= SILENT_MS;
    this.#heard = heard;
    this.#changedAt = at;
    return isBack;
  }
}
