import type { ReceiverConstraints } from '@parley/shared/signaling';
import type { ConnectionQuality, QualityReading } from '../session/call-snapshot';
import { StatsChange } from './stats-change';
import type { StatsSample } from './stats-sample';

export const UNKNOWN_QUALITY: QualityReading = { quality: 'unknown', cause: null };
export const LOST_QUALITY: QualityReading = { quality: 'lost', cause: null };
const GOOD_QUALITY: QualityReading = { quality: 'good', cause: null };

/** The properties of one connection between two stats samples; null if unknown. */
export interface QualityInputs {
  /** Share of the received packets that were lost, 0..1. */
  readonly receivedLoss: number | null;
  /** Share of the sent packets that the receiver reports as lost, 0..1. */
  readonly sentLoss: number | null;
  /** Milliseconds. */
  readonly roundTripTime: number | null;
  /** Estimated bandwidth in bits per second; null while no video is sent. */
  readonly available: number | null;
  /** A video encoder has to save bits (`qualityLimitationReason`). */
  readonly shortOfBits: boolean;
}

/** Fewer packets prove nothing: one lost packet during DTX is no bad connection. */
const ENOUGH_PACKETS = 20;
const FAIR = { loss: 0.03, roundTripTime: 300, available: 400_000 };
/** Below this bandwidth, the second smallest camera size does not fit beside the audio. */
const POOR = { loss: 0.1, roundTripTime: 600, available: 150_000 };

/** Reads what the quality of a connection depends on (W3C webrtc-stats). */
export function readQualityInputs(before: StatsSample, now: StatsSample): QualityInputs {
  const sent = now.sent.map((stream) => new StatsChange(before.sent, stream));
  const received = now.received.map((stream) => new StatsChange(before.received, stream));
  const videos = sent.filter(
    (change) => change.now.kind === 'video' && (change.growth('framesSent') ?? 0) > 0,
  );
  return {
    receivedLoss: lossOf(
      received.map((change) => {
        // A late packet takes its loss back (RFC 3550 6.4.1); a smaller count is no gain.
        const lost = change.growth('packetsLost') ?? 0;
        return { packets: (change.growth('packetsReceived') ?? 0) + lost, lost };
      }),
    ),
    sentLoss: lossOf(
      sent.map((change) => {
        const share = change.now.remote?.fractionLost ?? null;
        const packets = share === null ? 0 : (change.growth('packetsSent') ?? 0);
        return { packets, lost: packets * (share ?? 0) };
      }),
    ),
    roundTripTime: now.candidatePair?.roundTripTime ?? null,
    available: videos.length === 0 ? null : (now.candidatePair?.availableOutgoingBitrate ?? null),
    shortOfBits: videos.some(({ now: video }) => video.qualityLimitationReason === 'bandwidth'),
  };
}

function lossOf(streams: readonly { packets: number; lost: number }[]): number | null {
  const packets = streams.reduce((sum, stream) => sum + stream.packets, 0);
  const lost = streams.reduce((sum, stream) => sum + stream.lost, 0);
  return packets < ENOUGH_PACKETS ? null : lost / packets;
}

/** Grades the media that arrives from a peer. */
export function gradeRemote({ receivedLoss, roundTripTime }: QualityInputs): QualityReading {
  return grade({ loss: receivedLoss, roundTripTime, available: null, shortOfBits: false });
}

/** How much the uplink of a sender limits the videos that it sends. */
export type UplinkLimitation = NonNullable<ReceiverConstraints['uplinkLimited']>;

const REPORTED: Record<UplinkLimitation, QualityReading> = {
  fair: { quality: 'fair', cause: { kind: 'bandwidth', available: null } },
  poor: { quality: 'poor', cause: { kind: 'bandwidth', available: null } },
};

/** Grades a peer by its report about its own uplink; unknown without a report. */
export function gradeReported(limitation: UplinkLimitation | null): QualityReading {
  return limitation === null ? UNKNOWN_QUALITY : REPORTED[limitation];
}

/** The part of this client's quality that peers cannot measure; null without a report. */
export function uplinkLimitationOf({ quality, cause }: QualityReading): UplinkLimitation | null {
  if (cause?.kind !== 'bandwidth') return null;
  return quality === 'fair' || quality === 'poor' ? quality : null;
}

/**
 * Grades this client's side of one connection. Both directions count, and the bandwidth that the
 * encoders may use.
 *
 * @param limited whether network or processor made the camera smaller than its receiver shows it.
 *   Without that, a low estimate only means that little was sent, for example to a small tile.
 */
export function gradeOwn(inputs: QualityInputs, limited: boolean): QualityReading {
  const { receivedLoss, sentLoss, available } = inputs;
  const loss = Math.max(receivedLoss ?? 0, sentLoss ?? 0);
  const isNarrow = limited && available !== null && available < FAIR.available;
  return grade({ ...inputs, loss, shortOfBits: inputs.shortOfBits || isNarrow });
}

/**
 * The quality of this client over all its connections: the best of them. An uplink that serves one
 * peer well cannot be the cause of trouble with another.
 */
export function bestOf(readings: readonly QualityReading[]): QualityReading {
  return (
    readings
      .filter(({ quality }) => quality !== 'unknown' && quality !== 'lost')
      .sort((a, b) => severityOf(a.quality) - severityOf(b.quality))[0] ?? UNKNOWN_QUALITY
  );
}

/** From 0 (good) to 3 (lost); −1 for unknown. */
export function severityOf(quality: ConnectionQuality): number {
  return ['good', 'fair', 'poor', 'lost'].indexOf(quality);
}

/** Returns the worse of two readings, the first if they are equal. */
export function worse(a: QualityReading, b: QualityReading): QualityReading {
  return severityOf(b.quality) > severityOf(a.quality) ? b : a;
}

interface Evidence {
  readonly loss: number | null;
  readonly roundTripTime: number | null;
  readonly available: number | null;
  readonly shortOfBits: boolean;
}

function grade(evidence: Evidence): QualityReading {
  if (evidence.roundTripTime === null) return UNKNOWN_QUALITY;
  return exceeding('poor', POOR, evidence) ?? exceeding('fair', FAIR, evidence) ?? GOOD_QUALITY;
}

function exceeding(
  quality: ConnectionQuality,
  limit: typeof FAIR,
  { loss, roundTripTime, available, shortOfBits }: Evidence,
): QualityReading | null {
  if ((loss ?? 0) > limit.loss) {
    return { quality, cause: { kind: 'loss', percent: Math.round((loss ?? 0) * 100) } };
  }
  if ((roundTripTime ?? 0) > limit.roundTripTime) {
    return { quality, cause: { kind: 'delay', milliseconds: Math.round(roundTripTime ?? 0) } };
  }
  const isNarrow = available !== null && available < limit.available;
  if (shortOfBits && (isNarrow || quality === 'fair')) {
    return { quality, cause: { kind: 'bandwidth', available } };
  }
  return null;
}
