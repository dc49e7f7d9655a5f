import type { FingerprintPair } from '../mesh/fingerprints';
import type { CandidatePairStatistics } from './statistics';

/** A counter of the bytes that one transport or candidate pair has moved so far. */
export interface ByteCounter {
  readonly id: string;
  /** Milliseconds; comparable with that of another sample. */
  readonly timestamp: number | null;
  readonly bytesSent: number | null;
  readonly bytesReceived: number | null;
}

interface RtpStreamSample {
  readonly id: string;
  readonly timestamp: number | null;
  readonly kind: 'audio' | 'video';
  readonly mid: string | null;
  /** Such as `VP8` or `opus`. */
  readonly codec: string | null;
  readonly fmtp: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  readonly nacks: number | null;
  readonly plis: number | null;
}

/** `outbound-rtp`, with what the receiver reports about it (`remote-inbound-rtp`). */
export interface SentStreamSample extends RtpStreamSample {
  readonly active: boolean | null;
  readonly bytesSent: number | null;
  readonly packetsSent: number | null;
  readonly framesSent: number | null;
  readonly qualityLimitationReason: string | null;
  /** Null before the first report of the receiver. */
  readonly remote: { readonly fractionLost: number | null; readonly jitter: number | null } | null;
}

/** `inbound-rtp`. */
export interface ReceivedStreamSample extends RtpStreamSample {
  readonly bytesReceived: number | null;
  readonly packetsReceived: number | null;
  readonly packetsLost: number | null;
  /** Seconds. */
  readonly jitter: number | null;
  readonly framesDropped: number | null;
  readonly freezes: number | null;
  readonly concealedSamples: number | null;
  readonly totalSamplesReceived: number | null;
}

/** One reading of `getStats()` (W3C webrtc-stats); null if the browser gives no value. */
export interface StatsSample {
  /** The selected candidate pair; null while there is none. */
  readonly candidatePair: CandidatePairStatistics | null;
  readonly byteCounters: readonly ByteCounter[];
  readonly sent: readonly SentStreamSample[];
  readonly received: readonly ReceivedStreamSample[];
  /** Of the certificates in use, if they are SHA-256; Firefox does not give them. */
  readonly fingerprints: FingerprintPair | null;
}

/** One entry of an `RTCStatsReport`; browsers differ in the members that they fill in. */
type Entry = Readonly<Record<string, unknown>>;
/** An `RTCStatsReport`. */
export type StatsReport = ReadonlyMap<string, Entry>;

/** Of a connection that is not there. */
export const EMPTY_SAMPLE: StatsSample = {
  candidatePair: null,
  byteCounters: [],
  sent: [],
  received: [],
  fingerprints: null,
};

/**
 * Takes a stats sample of a connection; an empty one of a closed connection. This file is the only
 * caller of `getStats()`.
 */
export async function takeStatsSample(
  pc: Pick<RTCPeerConnection, 'getStats' | 'signalingState'>,
): Promise<StatsSample> {
  return pc.signalingState === 'closed' ? EMPTY_SAMPLE : readStatsSample(await pc.getStats());
}

/** What has arrived on a receiver since it was created. */
export interface ArrivalSample {
  readonly packets: number;
  /** Frames that were decoded, which the browser does only for a video that is shown. */
  readonly frames: number;
}

/** Counts what has arrived on one receiver. */
export async function takeArrivalSample(
  receiver: Pick<RTCRtpReceiver, 'getStats'>,
): Promise<ArrivalSample> {
  const entries = entriesOf(await receiver.getStats(), 'inbound-rtp');
  const sum = (member: string): number =>
    entries.reduce((total, entry) => total + (numberOf(entry, member) ?? 0), 0);
  return { packets: sum('packetsReceived'), frames: sum('framesDecoded') };
}

/** Reads a report into a stats sample. Pure. */
export function readStatsSample(report: StatsReport): StatsSample {
  return {
    candidatePair: readCandidatePair(report),
    byteCounters: readByteCounters(report),
    sent: entriesOf(report, 'outbound-rtp').map((entry) => readSent(report, entry)),
    received: entriesOf(report, 'inbound-rtp').map((entry) => readReceived(report, entry)),
    fingerprints: readFingerprints(report),
  };
}

/** All media of a connection uses one transport (`max-bundle`). */
function readFingerprints(report: StatsReport): FingerprintPair | null {
  const [transport, ...others] = entriesOf(report, 'transport');
  if (transport === undefined || others.length > 0) return null;
  const local = fingerprintOf(linked(report, transport, 'localCertificateId'));
  const remote = fingerprintOf(linked(report, transport, 'remoteCertificateId'));
  return local === null || remote === null ? null : { local, remote };
}

function fingerprintOf(certificate: Entry | undefined): string | null {
  if (textOf(certificate, 'fingerprintAlgorithm') !== 'sha-256') return null;
  return textOf(certificate, 'fingerprint')?.toUpperCase() ?? null;
}

function readCandidatePair(report: StatsReport): CandidatePairStatistics | null {
  const pair = selectedPair(report);
  if (!pair) return null;
  const local = linked(report, pair, 'localCandidateId');
  const remote = linked(report, pair, 'remoteCandidateId');
  const localType = textOf(local, 'candidateType');
  const remoteType = textOf(remote, 'candidateType');
  const roundTripTime = numberOf(pair, 'currentRoundTripTime');
  return {
    kind: localType === 'relay' || remoteType === 'relay' ? 'relay' : 'direct',
    protocol: textOf(local, 'protocol') ?? textOf(remote, 'protocol'),
    relayProtocol: localType === 'relay' ? textOf(local, 'relayProtocol') : null,
    localType,
    remoteType,
    roundTripTime: roundTripTime === null ? null : roundTripTime * 1_000,
    availableOutgoingBitrate: numberOf(pair, 'availableOutgoingBitrate'),
  };
}

/**
 * The transport names its selected pair; Firefox marks the pair instead. Pairs that were selected
 * before an ICE restart stay `nominated`, so that `nominated` alone proves nothing.
 */
function selectedPair(report: StatsReport): Entry | undefined {
  for (const transport of entriesOf(report, 'transport')) {
    const pair = linked(report, transport, 'selectedCandidatePairId');
    if (pair) return pair;
  }
  const pairs = entriesOf(report, 'candidate-pair');
  return (
    pairs.find((pair) => pair['selected'] === true) ??
    pairs.find((pair) => pair['nominated'] === true && pair['state'] === 'succeeded')
  );
}

/** Transports count bytes; in Firefox, candidate pairs do, and an ICE restart replaces them. */
function readByteCounters(report: StatsReport): ByteCounter[] {
  const transports = entriesOf(report, 'transport').filter(
    (entry) => numberOf(entry, 'bytesReceived') !== null,
  );
  const counters = transports.length > 0 ? transports : entriesOf(report, 'candidate-pair');
  return counters.map((entry) => ({
    id: textOf(entry, 'id') ?? '',
    timestamp: numberOf(entry, 'timestamp'),
    bytesSent: numberOf(entry, 'bytesSent'),
    bytesReceived: numberOf(entry, 'bytesReceived'),
  }));
}

function readStream(report: StatsReport, entry: Entry): RtpStreamSample {
  const codec = linked(report, entry, 'codecId');
  return {
    id: textOf(entry, 'id') ?? '',
    timestamp: numberOf(entry, 'timestamp'),
    kind: entry['kind'] === 'audio' ? 'audio' : 'video',
    mid: textOf(entry, 'mid'),
    codec: textOf(codec, 'mimeType')?.replace(/^\w+\//, '') ?? null,
    fmtp: textOf(codec, 'sdpFmtpLine'),
    width: numberOf(entry, 'frameWidth'),
    height: numberOf(entry, 'frameHeight'),
    frameRate: numberOf(entry, 'framesPerSecond'),
    nacks: numberOf(entry, 'nackCount'),
    plis: numberOf(entry, 'pliCount'),
  };
}

function readSent(report: StatsReport, entry: Entry): SentStreamSample {
  const remote = linked(report, entry, 'remoteId');
  return {
    ...readStream(report, entry),
    active: typeof entry['active'] === 'boolean' ? entry['active'] : null,
    bytesSent: numberOf(entry, 'bytesSent'),
    packetsSent: numberOf(entry, 'packetsSent'),
    framesSent: numberOf(entry, 'framesSent'),
    qualityLimitationReason: textOf(entry, 'qualityLimitationReason'),
    remote: remote
      ? { fractionLost: numberOf(remote, 'fractionLost'), jitter: numberOf(remote, 'jitter') }
      : null,
  };
}

function readReceived(report: StatsReport, entry: Entry): ReceivedStreamSample {
  return {
    ...readStream(report, entry),
    bytesReceived: numberOf(entry, 'bytesReceived'),
    packetsReceived: numberOf(entry, 'packetsReceived'),
    packetsLost: numberOf(entry, 'packetsLost'),
    jitter: numberOf(entry, 'jitter'),
    framesDropped: numberOf(entry, 'framesDropped'),
    freezes: numberOf(entry, 'freezeCount'),
    concealedSamples: numberOf(entry, 'concealedSamples'),
    totalSamplesReceived: numberOf(entry, 'totalSamplesReceived'),
  };
}

function numberOf(entry: Entry | undefined, member: string): number | null {
  const value = entry?.[member];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function textOf(entry: Entry | undefined, member: string): string | null {
  const value = entry?.[member];
  return typeof value === 'string' && value !== '' ? value : null;
}

function entriesOf(report: StatsReport, type: string): Entry[] {
  return [...report.values()].filter((entry) => entry['type'] === type);
}

/** The entry whose id `member` of another entry holds. */
function linked(report: StatsReport, entry: Entry | undefined, member: string): Entry | undefined {
  const id = textOf(entry, member);
  return id === null ? undefined : report.get(id);
}
