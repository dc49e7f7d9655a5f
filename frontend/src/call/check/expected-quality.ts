import type { RelayMeasurement } from './relay-loopback';

/** `good`: sharp pictures; `fair`: smaller or slower ones; `audio`: better without; `poor`: hardly. */
export type ExpectedQuality = 'good' | 'fair' | 'audio' | 'poor';

interface Bounds {
  readonly quality: ExpectedQuality;
  readonly roundTripMs: number;
  readonly jitterMs: number;
  readonly loss: number;
  readonly bitrate: number;
}

/**
 * Delay: ITU-T G.114 holds 150 ms from mouth to ear for good and 400 ms for the limit; the relay is
 * halfway to somebody about as far away, and devices and buffers take some 60 ms of it. Bit rates
 * are those of the send plan (720p, 270p, speech), with a tenth for headers. Jitter is what a jitter
 * buffer takes with it unnoticed; a busy page adds some of its own.
 */
const BOUNDS: readonly Bounds[] = [
  { quality: 'good', roundTripMs: 100, jitterMs: 60, loss: 0.02, bitrate: 1_650_000 },
  { quality: 'fair', roundTripMs: 250, jitterMs: 150, loss: 0.06, bitrate: 450_000 },
  { quality: 'audio', roundTripMs: 400, jitterMs: 300, loss: 0.2, bitrate: 60_000 },
];

/** What a call over the measured path will be like; the weakest of the four numbers decides. */
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

/** Which of the numbers is why the quality is not `good`, the first that matters most. */
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
