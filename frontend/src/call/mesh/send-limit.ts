import { STEPS } from './send-plan';

/** What the connection said about itself since the last look (W3C webrtc-stats). */
export interface SendObservation {
  /** `availableOutgoingBitrate` of the selected candidate pair, bits per second. */
  readonly available: number | null;
  /** `qualityLimitationReason` of the camera that is being sent. */
  readonly limitation: 'none' | 'cpu' | 'bandwidth' | 'other' | null;
  /** Monotonic, milliseconds. */
  readonly at: number;
}

/** Part of the estimate that a camera may take; the rest is for audio, a screen and repairs. */
const SHARE = 0.8;
/** A picture may become larger again only this long after it had to shrink. */
const CALM_MS = 10_000;
/** The processor is said to be short this long before the picture shrinks: starts are always busy. */
const CPU_PATIENCE_MS = 6_000;
/** A processor that was short each time the picture grew is asked ever less often, up to this. */
const LONGEST_CALM_MS = 160_000;

/**
 * The largest camera step that network and processor carry: down at once, up one step at a time
 * after some calm, so that the picture does not swing.
 */
export class SendLimit {
  #index: number | null = null;
  #changedAt = 0;
  #busySince: number | null = null;
  #calmMs = CALM_MS;
  #nextCalmMs = CALM_MS;

  /** Height of the step in pixels; null while nothing limits. */
  get height(): number | null {
    return this.#index === null ? null : (STEPS[this.#index]?.height ?? null);
  }

  /** Returns whether `height` changed. `sent` is the height that is being sent now. */
  observe({ available, limitation, at }: SendObservation, sent: number): boolean {
    const before = this.#index;
    const top = STEPS.length - 1;
    const current = Math.min(before ?? top, Math.max(0, indexOf(sent)));
    const carried = available === null ? top : affordable(available);
    this.#busySince = limitation === 'cpu' ? (this.#busySince ?? at) : null;
    const busy = this.#busySince !== null && at - this.#busySince >= CPU_PATIENCE_MS;

    if (limitation === 'bandwidth' && carried < current) {
      this.#calmMs = CALM_MS;
      this.#set(carried, at);
    } else if (busy && current > 0) {
      this.#calmMs = this.#nextCalmMs;
      this.#nextCalmMs = Math.min(2 * this.#nextCalmMs, LONGEST_CALM_MS);
      this.#set(current - 1, at);
    } else if (before !== null && limitation !== 'cpu' && at - this.#changedAt >= this.#calmMs) {
      if (carried > before) this.#set(before + 1 >= top ? null : before + 1, at);
    }
    return this.#index !== before;
  }

  #set(index: number | null, at: number): void {
    this.#index = index;
    this.#changedAt = at;
    this.#busySince = null;
  }
}

function affordable(available: number): number {
  return Math.max(
    0,
    STEPS.findLastIndex(({ bitrate }) => bitrate <= available * SHARE),
  );
}

function indexOf(height: number): number {
  return STEPS.findLastIndex((step) => step.height <= height);
}
