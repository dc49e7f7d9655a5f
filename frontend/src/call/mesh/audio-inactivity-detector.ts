/**
 * Longer than any pause of a working microphone, on or off: with DTX, Opus sends a packet every
 * 400 ms (RFC 7587 3.1.3). Packet loss can exceed it, so inactivity is only a reason to verify.
 */
const INACTIVE_AFTER_MS = 1_000;
/**
 * A gap after which the video starts again with a key frame. Longer, as key frames are expensive and
 * background tabs sample rarely.
 */
const GAP_MS = 1_500;

/**
 * `inactive`: no audio packet has arrived for a second; reported once. `active`: packets arrive
 * again after a gap.
 */
export type AudioActivityChange = 'inactive' | 'active';

/** Notices by its audio that a connection is dead, long before ICE does, or if ICE never does. */
export class AudioInactivityDetector {
  #timestamp: number | undefined;
  #changedAt = 0;
  #isInactive = false;

  /**
   * @param timestamp of the newest synchronization source (W3C webrtc-pc 5.3)
   * @param at the time of this sample in milliseconds, monotonic
   */
  observe(timestamp: number | undefined, at: number): AudioActivityChange | null {
    const gap = this.#timestamp === undefined ? 0 : at - this.#changedAt;
    if (timestamp !== undefined && timestamp !== this.#timestamp) {
      this.#timestamp = timestamp;
      this.#changedAt = at;
      this.#isInactive = false;
      return gap >= GAP_MS ? 'active' : null;
    }
    if (this.#isInactive || gap < INACTIVE_AFTER_MS) return null;
    this.#isInactive = true;
    return 'inactive';
  }
}
