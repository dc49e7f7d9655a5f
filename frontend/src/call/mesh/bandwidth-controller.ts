import { STEPS } from './send-plan';

/** What the connection said about itself since the last look (W3C webrtc-stats). */
export interface SenderSample {
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
/** The estimate may grow to about so much of what is sent, and to no more until more is sent. */
const ROOM_TO_GROW = 1.5;
/** A picture that grew and is carried so long has not grown too much. */
const TRIAL_MS = 20_000;
/** The processor is said to be short this long before the picture shrinks: starts are always busy. */
const CPU_PATIENCE_MS = 6_000;
/** What was short each time the picture grew is asked ever less often, up to this. */
const LONGEST_CALM_MS = 160_000;

/**
 * The largest camera step that network and processor carry: down at once, up one step at a time
 * after some calm, so that the picture does not swing; a step too many is taken back.
 */
export class BandwidthController {
  #index: number | null = null;
  #changedAt = 0;
  #grownAt: number | null = null;
  #busySince: number | null = null;
  #calmMs = CALM_MS;
  #nextCalmMs = CALM_MS;

  /** Height of the step in pixels; null while nothing limits. */
  get height(): number | null {
    return this.#index === null ? null : (STEPS[this.#index]?.height ?? null);
  }

  /** Returns whether `height` changed. `sent` is the height that is being sent now. */
  observe({ available, limitation, at }: SenderSample, sent: number): boolean {
    const before = this.#index;
    const top = STEPS.length - 1;
    const current = Math.min(before ?? top, Math.max(0, indexOf(sent)));
    const carried = available === null ? top : affordable(available);
    this.#busySince = limitation === 'cpu' ? (this.#busySince ?? at) : null;
    const busy = this.#busySince !== null && at - this.#busySince >= CPU_PATIENCE_MS;

    if (this.#grownAt !== null && at - this.#grownAt >= TRIAL_MS) {
      this.#grownAt = null;
      this.#calmMs = CALM_MS;
    }

    if (limitation === 'bandwidth' && carried < current) {
      const isFailedTry = this.#grownAt !== null;
      this.#calmMs = isFailedTry ? Math.min(2 * this.#calmMs, LONGEST_CALM_MS) : CALM_MS;
      this.#set(carried, at);
    } else if (busy && current > 0) {
      this.#calmMs = this.#nextCalmMs;
      this.#nextCalmMs = Math.min(2 * this.#nextCalmMs, LONGEST_CALM_MS);
      this.#set(current - 1, at);
    } else if (before !== null && limitation === 'none' && at - this.#changedAt >= this.#calmMs) {
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
    this.#busySince = null;
  }
}

/**
 * Whether more may be tried. The next step is not asked for: libwebrtc probes for no more than
 * twice what may be sent, and its estimate follows what is sent.
 */
function hasRoom(available: number | null, current: number): boolean {
  return available === null || available >= ROOM_TO_GROW * (STEPS[current]?.bitrate ?? 0);
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
