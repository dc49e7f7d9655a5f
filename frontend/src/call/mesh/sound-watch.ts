/**
 * Longer than a microphone says nothing at all, open or muted: in silence Opus sends a packet every
 * 400 ms (RFC 7587 3.1.3), and a page in the background looks only once a second.
 */
const SILENT_MS = 1_500;

/**
 * What the sound says of the path: nothing has come for a while, told once; or something has come
 * after that.
 */
export type SoundChange = 'gone' | 'back';

/** Notices by the sound that a path is gone, long before ICE says so or where it never does. */
export class SoundWatch {
  #heard: number | undefined;
  #changedAt = 0;
  #gone = false;

  /**
   * `heard` is the `timestamp` of the newest synchronization source (W3C webrtc-pc 5.3), `at` the
   * time of this look in milliseconds.
   */
  observe(heard: number | undefined, at: number): SoundChange | null {
    const isNew = heard !== undefined && heard !== this.#heard;
    const isSilent = this.#heard !== undefined && at - this.#changedAt >= SILENT_MS;
    const wasGone = this.#gone;
    this.#gone = isSilent && !isNew;
    if (isNew) {
      this.#heard = heard;
      this.#changedAt = at;
      return isSilent ? 'back' : null;
    }
    return this.#gone && !wasGone ? 'gone' : null;
  }
}
