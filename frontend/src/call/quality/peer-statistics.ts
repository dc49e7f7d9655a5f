import type { TrackSource } from '../track-source';
import type { ConnectionStatistics, StreamStatistics } from './statistics';
import { StatsChange, sumOfKnown } from './stats-change';
import type { ReceivedStreamSample, SentStreamSample, StatsSample } from './stats-sample';

/** Who sends or receives a stream, and what it carries; null if it is unknown or goes to everybody. */
export interface StreamOwner {
  readonly participantId: string | null;
  readonly source: TrackSource | null;
}

/** Whose statistics a connection gives, and whose streams it carries. */
export interface StatisticsOwner {
  /** The participant at the other end; null if it is an SFU. */
  readonly participantId: string | null;
  ownerOf(stream: SentStreamSample | ReceivedStreamSample): StreamOwner;
}

/** The statistics of one connection. */
export interface PeerStatistics {
  readonly connection: ConnectionStatistics;
  readonly streams: readonly StreamStatistics[];
}

/**
 * Computes the statistics of one connection from two stats samples. Counts are the totals of `now`;
 * rates and shares are of the time between the samples.
 *
 * @param before null at the first sample: rates and shares are null then
 */
export function readPeerStatistics(
  before: StatsSample | null,
  now: StatsSample,
  owner: StatisticsOwner,
): PeerStatistics {
  const counters = now.byteCounters.map(
    (counter) => new StatsChange(before?.byteCounters ?? [], counter),
  );
  return {
    connection: {
      participantId: owner.participantId,
      candidatePair: now.candidatePair,
      sentBitrate: sumOfKnown(counters.map((change) => change.bitrate('bytesSent'))),
      receivedBitrate: sumOfKnown(counters.map((change) => change.bitrate('bytesReceived'))),
    },
    streams: [
      ...now.sent.map((sent) => readSent(new StatsChange(before?.sent ?? [], sent), owner)),
      ...now.received.map((received) =>
        readReceived(new StatsChange(before?.received ?? [], received), owner),
      ),
    ],
  };
}

function readSent(
  change: StatsChange<SentStreamSample>,
  { ownerOf }: StatisticsOwner,
): StreamStatistics {
  const { active, remote, qualityLimitationReason } = change.now;
  return {
    ...commonOf(change.now, ownerOf),
    direction: 'sent',
    active: active !== false && (change.growth('packetsSent') ?? 0) > 0,
    bitrate: change.bitrate('bytesSent'),
    loss: remote?.fractionLost ?? null,
    jitter: milliseconds(remote?.jitter ?? null),
    framesDropped: null,
    freezes: null,
    concealed: null,
    limitation: qualityLimitationReason,
  };
}

function readReceived(
  change: StatsChange<ReceivedStreamSample>,
  { ownerOf }: StatisticsOwner,
): StreamStatistics {
  const { jitter, framesDropped, freezes } = change.now;
  const received = change.growth('packetsReceived');
  // A late packet takes its loss back (RFC 3550 6.4.1), so the count may shrink; that is no gain.
  const lost = change.growth('packetsLost') ?? 0;
  return {
    ...commonOf(change.now, ownerOf),
    direction: 'received',
    active: (received ?? 0) > 0,
    bitrate: change.bitrate('bytesReceived'),
    loss: received === null ? null : share(lost, received + lost),
    jitter: milliseconds(jitter),
    framesDropped,
    freezes,
    concealed: share(change.growth('concealedSamples'), change.growth('totalSamplesReceived')),
    limitation: null,
  };
}

function commonOf(
  stream: SentStreamSample | ReceivedStreamSample,
  ownerOf: StatisticsOwner['ownerOf'],
) {
  const { id, kind, codec, fmtp, width, height, frameRate, nacks, plis } = stream;
  return { id, ...ownerOf(stream), kind, codec, fmtp, width, height, frameRate, nacks, plis };
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : Math.min(1, part / whole);
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000;
}
