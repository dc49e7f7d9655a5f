import { Hysteresis } from '../../core/hysteresis';
import type { SendFeedback } from '../quality/send-feedback';
import { STEPS } from './send-plan';

/** The part of the estimated bandwidth for the camera; audio, screen and repairs get the rest. */
const SHARE = 0.8;
/** How long after a smaller step a larger one may be tried. */
const GROWS_AFTER_MS = 10_000;
/** The estimate grows to about this multiple of what is sent, and no further until more is sent. */
const ROOM_TO_GROW = 1.5;
/** A larger step that has lasted this long was not too large. */
const TRIAL_MS = 20_000;
/** How long the processor must be busy before the video shrinks; starts are always busy. */
const CPU_SHORT_MS = 6_000;
/** Steps that failed again and again are tried at most this rarely. */
const LONGEST_WAIT_MS = 160_000;

/**
 * Finds the largest camera step that network and processor can carry. It goes down at once and up
 * one step at a time after a while, so that the size does not oscillate; a step that was too large
 * is taken back.
 */
export class BandwidthController {
  #index: number | null = null;
  #changedAt = 0;
  #grownAt: number | null = null;
  readonly #cpuShort = new Hysteresis({ onAfterMs: CPU_SHORT_MS });
  #waitMs = GROWS_AFTER_MS;
  #nextWaitMs = GROWS_AFTER_MS;

  /** Height of the step in pixels; null while nothing limits. */
  get height(): number | null {
    return this.#index === null ? null : (STEPS[this.#index]?.height ?? null);
  }

  /**
   * @param sent the height that is being sent
   * @param at the time of the feedback in milliseconds, monotonic
   * @returns whether `height` has changed
   */
  observe(
    { available, limitation }: Pick<SendFeedback, 'available' | 'limitation'>,
    sent: number,
    at: number,
  ): boolean {
    const before = this.#index;
    const top = STEPS.length - 1;
    const current = Math.min(before ?? top, Math.max(0, indexOf(sent)));
    const affordable = available === null ? top : affordableIndex(available);
    this.#cpuShort.observe(limitation === 'cpu' ? 'on' : 'off', at);

    if (this.#grownAt !== null && at - this.#grownAt >= TRIAL_MS) {
      this.#grownAt = null;
      this.#waitMs = GROWS_AFTER_MS;
    }

    if (limitation === 'bandwidth' && affordable < current) {
      const isFailedTrial = this.#grownAt !== null;
      this.#waitMs = isFailedTrial ? Math.min(2 * this.#waitMs, LONGEST_WAIT_MS) : GROWS_AFTER_MS;
      this.#set(affordable, at);
    } else if (this.#cpuShort.on && current > 0) {
      this.#waitMs = this.#nextWaitMs;
      this.#nextWaitMs = Math.min(2 * this.#nextWaitMs, LONGEST_WAIT_MS);
      this.#set(current - 1, at);
    } else if (before !== null && limitation === 'none' && at - this.#changedAt >= this.#waitMs) {
      if (hasRoom(available, current)) {
        this.#set(before + 1 >= top ? null : before + 1, at);
        this.#grownAt = at;
      }
    }
    return this.#index !== before;
  }

  #set(index: number | null, at: number): void {
    this.#index = index;
    this.#changedAt = at;
    this.#grownAt = null;
    this.#cpuShort.reset();
  }
}

/**
 * Whether a larger step may be tried. The estimate need not cover it: libwebrtc probes for at most
 * twice what may be sent, and its estimate follows what is sent.
 */
function hasRoom(available: number | null, current: number): boolean {
  return available === null || available >= ROOM_TO_GROW * (STEPS[current]?.bitrate ?? 0);
}

function affordableIndex(available: number): number {
  return Math.max(
    0,
    STEPS.findLastIndex(({ bitrate }) => bitrate <= available * SHARE),
  );
}

function indexOf(height: number): number {
  return STEPS.findLastIndex((step) => step.height <= height);
}

/** Packet loss (0..1) at which redundant audio starts, and below which it may end. */
const LOSSY = 0.02;
const CLEAN = 0.01;
const CLEAN_FOR_MS = 20_000;

/**
 * Decides whether packet loss calls for redundant audio (RED, RFC 2198). RED doubles the audio bit
 * rate; it starts with the first report of loss and ends after twenty seconds without.
 */
export class RedPolicy {
  readonly #lossy = new Hysteresis({ offAfterMs: CLEAN_FOR_MS });

  get lossy(): boolean {
    return this.#lossy.on;
  }

  /**
   * @param loss 0..1; null without a report
   * @param at milliseconds, monotonic
   * @returns whether `lossy` has changed
   */
  observe(loss: number | null, at: number): boolean {
    if (loss === null) return false;
    const isBetween = loss >= CLEAN && loss < LOSSY;
    return this.#lossy.observe(isBetween ? 'between' : loss >= LOSSY ? 'on' : 'off', at);
  }
}
