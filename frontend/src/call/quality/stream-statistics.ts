import type { TrackSource } from '../media-transport';
import type { StreamStatistics } from './statistics';
import {
  entriesOf,
  linked,
  numberOf,
  StatsChange,
  type StatsEntry,
  type StatsReport,
  textOf,
} from './stats-report';

/** Which source a transceiver carries, by its `mid`. */
export type SourceOfMid = (mid: string) => TrackSource | null;

/** Streams of one connection (`inbound-rtp` and `outbound-rtp` of W3C webrtc-stats). */
export function readStreams(
  before: StatsReport | null,
  now: StatsReport,
  sourceOf: SourceOfMid,
): StreamStatistics[] {
  const read = (type: string, direction: StreamStatistics['direction']) =>
    entriesOf(now, type).map((entry) => {
      const change = new StatsChange(before?.get(textOf(entry, 'id') ?? ''), entry);
      const common = readCommon(entry, now, sourceOf);
      return direction === 'sent'
        ? { ...common, ...readSent(entry, now, change) }
        : { ...common, ...readReceived(entry, change) };
    });
  return [...read('outbound-rtp', 'sent'), ...read('inbound-rtp', 'received')];
}

type Common = Pick<
  StreamStatistics,
  'id' | 'kind' | 'source' | 'codec' | 'fmtp' | 'width' | 'height' | 'frameRate' | 'nacks' | 'plis'
>;

function readCommon(entry: StatsEntry, report: StatsReport, sourceOf: SourceOfMid): Common {
  const codec = linked(report, entry, 'codecId');
  const mid = textOf(entry, 'mid');
  return {
    id: textOf(entry, 'id') ?? '',
    kind: entry['kind'] === 'audio' ? 'audio' : 'video',
    source: mid === null ? null : sourceOf(mid),
    codec: textOf(codec, 'mimeType')?.replace(/^\w+\//, '') ?? null,
    fmtp: textOf(codec, 'sdpFmtpLine'),
    width: numberOf(entry, 'frameWidth'),
    height: numberOf(entry, 'frameHeight'),
    frameRate: numberOf(entry, 'framesPerSecond'),
    nacks: numberOf(entry, 'nackCount'),
    plis: numberOf(entry, 'pliCount'),
  };
}

type Measured = Omit<StreamStatistics, keyof Common>;

function readSent(entry: StatsEntry, report: StatsReport, change: StatsChange): Measured {
  const remote = linked(report, entry, 'remoteId');
  return {
    direction: 'sent',
    active: entry['active'] !== false && (change.grown('packetsSent') ?? 0) > 0,
    bitrate: change.bitrate('bytesSent'),
    loss: numberOf(remote, 'fractionLost'),
    jitter: milliseconds(numberOf(remote, 'jitter')),
    framesDropped: null,
    freezes: null,
    concealed: null,
    limitation: textOf(entry, 'qualityLimitationReason'),
  };
}

function readReceived(entry: StatsEntry, change: StatsChange): Measured {
  const received = change.grown('packetsReceived');
  return {
    direction: 'received',
    active: (received ?? 0) > 0,
    bitrate: change.bitrate('bytesReceived'),
    loss: received === null ? null : lossOf(received, change),
    jitter: milliseconds(numberOf(entry, 'jitter')),
    framesDropped: numberOf(entry, 'framesDropped'),
    freezes: numberOf(entry, 'freezeCount'),
    concealed: share(change.grown('concealedSamples'), change.grown('totalSamplesReceived')),
    limitation: null,
  };
}

/** A late packet takes its loss back (RFC 3550 6.4.1), so the count may shrink; that is no gain. */
function lossOf(received: number, change: StatsChange): number | null {
  const lost = change.grown('packetsLost') ?? 0;
  return share(lost, received + lost);
}

function share(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : Math.min(1, part / whole);
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000;
}
