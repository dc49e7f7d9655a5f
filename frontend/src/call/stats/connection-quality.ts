import type { ConnectionQuality } from '../call-snapshot';

/** Totals at one moment, as `getStats` counts them (W3C webrtc-stats). */
export interface QualitySample {
  readonly packetsReceived: number;
  readonly packetsLost: number;
  /** Seconds; null where no pair is in use. */
  readonly roundTripTime: number | null;
}

const FAIR = { loss: 0.03, roundTripTime: 0.3 };
const POOR = { loss: 0.1, roundTripTime: 0.6 };

/** Sums up what one `RTCStatsReport` says about the way of the media. */
export function readSample(reports: Iterable<Record<string, unknown>>): QualitySample {
  let packetsReceived = 0;
  let packetsLost = 0;
  let roundTripTime: number | null = null;
  for (const report of reports) {
    if (report['type'] === 'inbound-rtp') {
      packetsReceived += count(report['packetsReceived']);
      packetsLost += count(report['packetsLost']);
    }
    const measured = report['currentRoundTripTime'];
    if (report['type'] === 'candidate-pair' && report['nominated'] === true) {
      roundTripTime = typeof measured === 'number' ? measured : roundTripTime;
    }
  }
  return { packetsReceived, packetsLost, roundTripTime };
}

/**
 * Quality between two samples. Without traffic only the round trip counts; a sample without any
 * pair is `unknown`. Late packets can lower the count of lost ones, which is no gain (RFC 3550 6.4.1).
 */
export function judgeQuality(before: QualitySample | null, now: QualitySample): ConnectionQuality {
  if (!before || now.roundTripTime === null) return 'unknown';
  const lost = Math.max(0, now.packetsLost - before.packetsLost);
  const expected = Math.max(0, now.packetsReceived - before.packetsReceived) + lost;
  const loss = expected === 0 ? 0 : lost / expected;
  const exceeds = (limit: typeof FAIR): boolean =>
    loss > limit.loss || (now.roundTripTime ?? 0) > limit.roundTripTime;
  if (exceeds(POOR)) return 'poor';
  return exceeds(FAIR) ? 'fair' : 'good';
}

function count(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
