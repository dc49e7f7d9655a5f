/**
 * Longer than a microphone says nothing, open or muted: in silence Opus sends a packet every 400 ms
 * (RFC 7587 3.1.3). Where packets are lost it happens, so it is no more than a doubt.
 */
const GONE_MS = 1_000;
/** Longer still, as what follows is not for nothing; and a page in the background looks seldom. */
const BACK_MS = 1_500;

/**
 * What the sound says of the path: nothing has come for a while, told once; or something has come
 * again after a longer one.
 */
export type AudioActivityChange = 'gone' | 'back';

/** Notices by the sound that a path is gone, long before ICE says so or where it never does. */
export class AudioInactivityDetector {
  #heard: number | undefined;
  #changedAt = 0;
  #gone = false;

  /**
   * `heard` is the `timestamp` of the newest synchronization source (W3C webrtc-pc 5.3), `at` the
   * time of this look in milliseconds.
   */
  observe(heard: number | undefined, at: number): AudioActivityChange | null {
    const silent = this.#heard === undefined ? 0 : at - this.#changedAt;
    if (heard !== undefined && heard !== this.#heard) {
      this.#heard = heard;
      this.#changedAt = at;
      this.#gone = false;
      return silent >= BACK_MS ? 'back' : null;
    }
    if (this.#gone || silent < GONE_MS) return null;
    this.#gone = true;
    return 'gone';
  }
}
