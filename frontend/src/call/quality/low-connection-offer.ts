import type { ConnectionQuality } from '../session/call-snapshot';

/** One's own connection stays poor for so long before help is offered, in milliseconds. */
const PATIENCE_MS = 8_000;
/** Who declined is left alone for so long. */
const DECLINED_MS = 300_000;

/** When to offer the low-connection mode: to whom it would help, and not again and again. */
export class LowConnectionOffer {
  #poorSince: number | null = null;
  #declinedAt: number | null = null;
  #open = false;

  get open(): boolean {
    return this.#open;
  }

  /** One's own quality, whether data is saved already, and the time in milliseconds. */
  observe(quality: ConnectionQuality, saving: boolean, at: number): void {
    if (saving || quality !== 'poor') this.#poorSince = null;
    else this.#poorSince ??= at;
    // Between good and poor an open offer stays: it is still useful, and must not flicker.
    if (saving || quality === 'good' || quality === 'unknown') this.#open = false;
    const patient = this.#poorSince !== null && at - this.#poorSince >= PATIENCE_MS;
    const declined = this.#declinedAt !== null && at - this.#declinedAt < DECLINED_MS;
    if (patient && !declined) this.#open = true;
  }

  decline(at: number): void {
    this.#declinedAt = at;
    this.#open = false;
  }
}
