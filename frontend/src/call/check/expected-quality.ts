import type { RelayMeasurement } from './relay-loopback';

/**
 * - `good`: sharp video
 * - `fair`: smaller video or fewer frames
 * - `audio`: audio works, video hardly does
 * - `poor`: not even audio works well
 */
export type ExpectedQuality = 'good' | 'fair' | 'audio' | 'poor';

interface Bounds {
  readonly quality: ExpectedQuality;
  readonly roundTripMs: number;
  readonly jitterMs: number;
  readonly loss: number;
  readonly bitrate: number;
}

/**
 * Delay: by ITU-T G.114, 150 ms from mouth to ear are good and 400 ms are the limit. The relay is
 * assumed halfway between two participants, and devices and buffers take about 60 ms. Bit rates are
 * those of the send plan (720p, 270p, speech) plus a tenth for headers. Jitter is as much as a jitter
 * buffer compensates unnoticed; a busy client adds some.
 */
const BOUNDS: readonly Bounds[] = [
  { quality: 'good', roundTripMs: 100, jitterMs: 60, loss: 0.02, bitrate: 1_650_000 },
  { quality: 'fair', roundTripMs: 250, jitterMs: 150, loss: 0.06, bitrate: 450_000 },
  { quality: 'audio', roundTripMs: 400, jitterMs: 300, loss: 0.2, bitrate: 60_000 },
];

/** The quality of a call over this relay; the worst of the four numbers decides. */
export function expectedQuality(measured: RelayMeasurement): ExpectedQuality {
  const met = BOUNDS.find(
    (bounds) =>
      measured.roundTripMs <= bounds.roundTripMs &&
      measured.jitterMs <= bounds.jitterMs &&
      measured.loss <= bounds.loss &&
      measured.bitrate >= bounds.bitrate,
  );
  return met?.quality ?? 'poor';
}

/** The number that keeps the quality from being `good`, the most important first; null if none. */
export function weakestNumber(
  measured: RelayMeasurement,
): 'loss' | 'bitrate' | 'roundTripMs' | 'jitterMs' | null {
  const [good] = BOUNDS;
  if (!good) return null;
  if (measured.loss > good.loss) return 'loss';
  if (measured.bitrate < good.bitrate) return 'bitrate';
  if (measured.roundTripMs > good.roundTripMs) return 'roundTripMs';
  return measured.jitterMs > good.jitterMs ? 'jitterMs' : null;
}
