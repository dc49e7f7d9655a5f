import { Hysteresis } from '../../core/hysteresis';
import type { ConnectionQuality } from '../session/call-snapshot';

/** The own connection must be poor for this long before the offer is made. */
const POOR_FOR_MS = 8_000;
/** How long no offer is made after the user has declined one. */
const DECLINED_FOR_MS = 300_000;

/** Decides when to offer the low-connection mode. */
export class LowConnectionOffer {
  readonly #poor = new Hysteresis({ onAfterMs: POOR_FOR_MS });
  #declinedAt: number | null = null;
  #open = false;

  get open(): boolean {
    return this.#open;
  }

  /**
   * @param quality of the own connection
   * @param isActive whether the low-connection mode is on
   * @param at milliseconds, monotonic
   */
  observe(quality: ConnectionQuality, isActive: boolean, at: number): void {
    this.#poor.observe(!isActive && quality === 'poor' ? 'on' : 'off', at);
    // An open offer stays while the quality is fair: it still helps, and must not flicker.
    if (isActive || quality === 'good' || quality === 'unknown') this.#open = false;
    const isDeclined = this.#declinedAt !== null && at - this.#declinedAt < DECLINED_FOR_MS;
    if (this.#poor.on && !isDeclined) this.#open = true;
  }

  decline(at: number): void {
    this.#declinedAt = at;
    this.#open = false;
  }
}
