import { Hysteresis } from '../../core/hysteresis';
import type { QualityReading } from '../session/call-snapshot';
import { severityOf, UNKNOWN_QUALITY, worse } from './connection-quality';

/** The quality improves only after this long without a bad grade. */
const IMPROVES_AFTER_MS = 10_000;

/**
 * Keeps the quality indicator from flickering: the reading gets worse with the second bad grade in a
 * row, and better after ten seconds without a bad one.
 */
export class QualityHysteresis {
  #reading = UNKNOWN_QUALITY;
  /** The grade before, if it was worse than the reading. */
  #suspect: QualityReading | null = null;
  readonly #improving = new Hysteresis({ onAfterMs: IMPROVES_AFTER_MS });
  /** The worst grade since the quality began to improve. */
  #candidate: QualityReading | null = null;

  get reading(): QualityReading {
    return this.#reading;
  }

  reset(): void {
    this.#set(UNKNOWN_QUALITY);
  }

  /**
   * @param grade an unknown one changes nothing
   * @param at milliseconds, monotonic
   */
  observe(grade: QualityReading, at: number): void {
    if (grade.quality === 'unknown') return;
    // Unknown counts as good: starts are bumpy, so a first bad grade has to repeat as well.
    const current = Math.max(0, severityOf(this.#reading.quality));
    const severity = severityOf(grade.quality);
    if (severity === current) this.#set(grade);
    else if (severity > current) this.#onWorse(grade);
    else this.#onBetter(grade, at);
  }

  #onWorse(grade: QualityReading): void {
    this.#improving.reset();
    this.#candidate = null;
    if (this.#suspect) this.#set(milder(this.#suspect, grade));
    else this.#suspect = grade;
  }

  #onBetter(grade: QualityReading, at: number): void {
    this.#suspect = null;
    this.#candidate = this.#candidate ? worse(grade, this.#candidate) : grade;
    this.#improving.observe('on', at);
    if (this.#improving.on) this.#set(this.#candidate);
  }

  #set(reading: QualityReading): void {
    this.#suspect = null;
    this.#candidate = null;
    this.#improving.reset();
    if (!isSame(this.#reading, reading)) this.#reading = reading;
  }
}

function milder(a: QualityReading, b: QualityReading): QualityReading {
  return severityOf(a.quality) < severityOf(b.quality) ? a : b;
}

/** Readings keep their identity while their content stays the same. */
function isSame(a: QualityReading, b: QualityReading): boolean {
  return a.quality === b.quality && JSON.stringify(a.cause) === JSON.stringify(b.cause);
}
