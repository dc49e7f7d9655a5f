import type { QualityReading } from '../session/call-snapshot';
import { graver, severityOf, UNKNOWN_QUALITY } from './connection-quality';

/** A mark becomes better only after so long without a bad measure, in milliseconds. */
const CALM_MS = 10_000;

/**
 * What is shown of a quality that is measured again and again: worse from the second bad measure
 * on, better after a calm time, so that a mark does not flicker.
 */
export class QualityHysteresis {
  #shown = UNKNOWN_QUALITY;
  /** The measure before was worse than what is shown. */
  #suspect: QualityReading | null = null;
  #betterSince: number | null = null;
  /** The worst of the calm time. */
  #candidate: QualityReading | null = null;

  get reading(): QualityReading {
    return this.#shown;
  }

  reset(): void {
    this.#show(UNKNOWN_QUALITY);
  }

  /** `at` in milliseconds. What cannot be judged changes nothing. */
  observe(measured: QualityReading, at: number): void {
    if (measured.quality === 'unknown') return;
    // Nothing known counts as good: starts are bumpy, so that a first bad measure has to repeat.
    const shown = Math.max(0, severityOf(this.#shown.quality));
    const now = severityOf(measured.quality);
    if (now === shown) this.#show(measured);
    else if (now > shown) this.#worse(measured);
    else this.#better(measured, at);
  }

  #worse(measured: QualityReading): void {
    this.#betterSince = null;
    if (this.#suspect) this.#show(milder(this.#suspect, measured));
    else this.#suspect = measured;
  }

  #better(measured: QualityReading, at: number): void {
    this.#suspect = null;
    if (this.#betterSince === null) {
      this.#betterSince = at;
      this.#candidate = measured;
      return;
    }
    this.#candidate = this.#candidate ? graver(measured, this.#candidate) : measured;
    if (at - this.#betterSince >= CALM_MS) this.#show(this.#candidate);
  }

  #show(reading: QualityReading): void {
    this.#suspect = null;
    this.#betterSince = null;
    this.#candidate = null;
    if (!isSame(this.#shown, reading)) this.#shown = reading;
  }
}

function milder(a: QualityReading, b: QualityReading): QualityReading {
  return severityOf(a.quality) < severityOf(b.quality) ? a : b;
}

/** Readings keep their identity while they say the same. */
function isSame(a: QualityReading, b: QualityReading): boolean {
  return a.quality === b.quality && JSON.stringify(a.cause) === JSON.stringify(b.cause);
}
