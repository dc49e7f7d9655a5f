import type { View } from '@parley/shared/signaling';
import type { ConnectionQuality, QualityReading } from '../session/call-snapshot';
import { readPath } from './candidate-pair-statistics';
import { entriesOf, numberOf, StatsChange, type StatsReport, textOf } from './stats-report';

export const UNKNOWN_QUALITY: QualityReading = { quality: 'unknown', cause: null };
export const LOST_QUALITY: QualityReading = { quality: 'lost', cause: null };

/** What one connection went through between two reports; null where nothing can be said. */
export interface LinkMeasure {
  /** Share of lost packets, 0..1: of what came, and of what was sent as the other tells it. */
  readonly receivedLoss: number | null;
  readonly sentLoss: number | null;
  /** Milliseconds. */
  readonly roundTripTime: number | null;
  /** Bits per second that the network is thought to carry; null while no picture is sent. */
  readonly available: number | null;
  /** The encoder of a picture has to save bits (`qualityLimitationReason`). */
  readonly shortOfBits: boolean;
}

/** Fewer packets than this say nothing: one lost word of a silent person is no bad line. */
const ENOUGH_PACKETS = 20;
const FAIR = { loss: 0.03, roundTripTime: 300, available: 400_000 };
/** RawWebSocket the last of them not even the second smallest camera fits beside the audio. */
const POOR = { loss: 0.1, roundTripTime: 600, available: 150_000 };

/** Reads from two reports of one connection (W3C webrtc-stats) what its quality is judged by. */
export function readMeasure(before: StatsReport, now: StatsReport): LinkMeasure {
  const changes = (type: string) =>
    entriesOf(now, type).map((entry) => ({
      entry,
      change: new StatsChange(before.get(textOf(entry, 'id') ?? ''), entry),
    }));
  const sent = changes('outbound-rtp');
  const pictures = sent.filter(
    ({ entry, change }) => entry['kind'] === 'video' && (change.grown('framesSent') ?? 0) > 0,
  );
  const path = readPath(now);
  return {
    receivedLoss: lossOf(
      changes('inbound-rtp').map(({ change }) => {
        // A late packet takes its loss back (RFC 3550 6.4.1); a smaller count is no gain.
        const lost = change.grown('packetsLost') ?? 0;
        return { packets: (change.grown('packetsReceived') ?? 0) + lost, lost };
      }),
    ),
    sentLoss: lossOf(
      sent.map(({ entry, change }) => {
        const share = numberOf(now.get(textOf(entry, 'remoteId') ?? ''), 'fractionLost');
        const packets = share === null ? 0 : (change.grown('packetsSent') ?? 0);
        return { packets, lost: packets * (share ?? 0) };
      }),
    ),
    roundTripTime: path?.roundTripTime ?? null,
    available: pictures.length === 0 ? null : (path?.availableOutgoingBitrate ?? null),
    shortOfBits: pictures.some(({ entry }) => entry['qualityLimitationReason'] === 'bandwidth'),
  };
}

function lossOf(streams: readonly { packets: number; lost: number }[]): number | null {
  const packets = streams.reduce((sum, stream) => sum + stream.packets, 0);
  const lost = streams.reduce((sum, stream) => sum + stream.lost, 0);
  return packets < ENOUGH_PACKETS ? null : lost / packets;
}

/** How well somebody else is heard and seen. */
export function judgeRemote({ receivedLoss, roundTripTime }: LinkMeasure): QualityReading {
  return judge({ loss: receivedLoss, roundTripTime, available: null, shortOfBits: false });
}

/** How much the line of the one who sends narrows what they send. */
export type Limitation = NonNullable<View['limited']>;

const TOLD: Record<Limitation, QualityReading> = {
  fair: { quality: 'fair', cause: { kind: 'bandwidth', available: null } },
  poor: { quality: 'poor', cause: { kind: 'bandwidth', available: null } },
};

/** How well somebody else is seen by what they say of their own line; unknown without a word. */
export function judgeTold(limited: Limitation | null): QualityReading {
  return limited === null ? UNKNOWN_QUALITY : TOLD[limited];
}

/** What the others cannot see of one's own quality; null where there is nothing to tell. */
export function limitationOf({ quality, cause }: QualityReading): Limitation | null {
  if (cause?.kind !== 'bandwidth') return null;
  return quality === 'fair' || quality === 'poor' ? quality : null;
}

/**
 * How well this side does on one connection: both ways count, and what the encoders may use.
 *
 * @param limited the picture was made smaller for the line or the processor. An estimate that is
 *   low without it means only that no more was tried: little is sent to a small tile.
 */
export function judgeOwn(measure: LinkMeasure, limited: boolean): QualityReading {
  const { receivedLoss, sentLoss, available } = measure;
  const loss = Math.max(receivedLoss ?? 0, sentLoss ?? 0);
  const narrow = limited && available !== null && available < FAIR.available;
  return judge({ ...measure, loss, shortOfBits: measure.shortOfBits || narrow });
}

/**
 * One's own quality from that on each connection: the best of them, since a line that carries one
 * other person well is not what troubles the rest.
 */
export function bestOf(readings: readonly QualityReading[]): QualityReading {
  return (
    readings
      .filter(({ quality }) => quality !== 'unknown' && quality !== 'lost')
      .sort((a, b) => severityOf(a.quality) - severityOf(b.quality))[0] ?? UNKNOWN_QUALITY
  );
}

/** 0 for the best; the order of `ConnectionQuality` from good to lost, unknown aside. */
export function severityOf(quality: ConnectionQuality): number {
  return ['good', 'fair', 'poor', 'lost'].indexOf(quality);
}

/** The worse of two; the first where they are alike. */
export function graver(a: QualityReading, b: QualityReading): QualityReading {
  return severityOf(b.quality) > severityOf(a.quality) ? b : a;
}

interface Evidence {
  readonly loss: number | null;
  readonly roundTripTime: number | null;
  readonly available: number | null;
  readonly shortOfBits: boolean;
}

function judge(evidence: Evidence): QualityReading {
  if (evidence.roundTripTime === null) return UNKNOWN_QUALITY;
  return exceeding('poor', POOR, evidence) ?? exceeding('fair', FAIR, evidence) ?? GOOD;
}

const GOOD: QualityReading = { quality: 'good', cause: null };

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
  const narrow = available !== null && available < limit.available;
  if (shortOfBits && (narrow || quality === 'fair')) {
    return { quality, cause: { kind: 'bandwidth', available } };
  }
  return null;
}
