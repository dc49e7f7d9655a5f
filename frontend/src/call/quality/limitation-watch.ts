import type { Limitation } from '@parley/shared/media-route';
import { uplinkLimitationOf } from './connection-quality';
import type { QualityReading } from '../session/call-snapshot';
import type { TransportStatistics } from './statistics';

/** In milliseconds. */
const LASTS_MS = 10_000;
const AGAIN_MS = 60_000;

/** What makes the videos that this client sends smaller than others show them; null if nothing does. */
export function limitationIn(
  { streams }: TransportStatistics,
  own: QualityReading,
): Limitation | null {
  const isByCpu = streams.some(
    ({ direction, active, limitation }) => direction === 'sent' && active && limitation === 'cpu',
  );
  if (isByCpu) return 'cpu';
  return uplinkLimitationOf(own) === null ? null : 'bandwidth';
}

/** Notices a limitation that lasts for ten seconds, and tells of it once a minute. */
export class LimitationWatch {
  #since: number | null = null;
  #toldAt = -Infinity;

  /**
   * @param now milliseconds of a clock that never goes back
   * @returns the limitation when it is time to tell of it
   */
  observe(limitation: Limitation | null, now: number): Limitation | null {
    if (limitation === null) {
      this.#since = null;
      return null;
    }
    this.#since ??= now;
    if (now < this.#since + LASTS_MS || now < this.#toldAt + AGAIN_MS) return null;
    this.#toldAt = now;
    return limitation;
  }
}
