import type { QualityReading } from '../../call/session/call-snapshot';
import type {
  CallStatistics,
  ConnectionStatistics,
  DataUsed,
  StreamStatistics,
} from '../../call/quality/statistics';
import { formatBitrate, formatBytes, formatMilliseconds } from '../../lib/format-amounts';
import { qualityWords } from '../../call-ui/quality-words';
import {
  bitrateWords,
  formatWords,
  jitterWords,
  lossWords,
  orUnknown,
  pathWords,
  sourceWords,
  troubleWords,
} from './statistics-words';

interface Report {
  readonly statistics: CallStatistics;
  readonly dataUsed: DataUsed;
  readonly own: QualityReading;
  /** ISO 8601. */
  readonly at: string;
  readonly userAgent: string;
}

/** All of it as text for a bug report; people are numbered, since such reports are often public. */
export function statisticsText({ statistics, dataUsed, own, at, userAgent }: Report): string {
  const { connections, sentBitrate, receivedBitrate } = statistics;
  return [
    `Parley statistics of ${at}`,
    `Browser: ${userAgent}`,
    `Own connection: ${qualityWords(own.quality, own.cause)}`,
    `Now: sent ${orUnknown(sentBitrate, formatBitrate)}, received ${orUnknown(receivedBitrate, formatBitrate)}`,
    `Data used: sent ${formatBytes(dataUsed.sentBytes)}, received ${formatBytes(dataUsed.receivedBytes)}`,
    ...connections.flatMap((connection, index) => ['', ...personLines(connection, index + 1)]),
  ].join('\n');
}

function personLines({ path, streams }: ConnectionStatistics, number: number): string[] {
  const head = path === null ? 'no connection' : pathWords(path);
  const detail =
    path === null
      ? []
      : [
          `  round trip ${orUnknown(path.roundTripTime, formatMilliseconds)}, ` +
            `available to send ${orUnknown(path.availableOutgoingBitrate, formatBitrate)}`,
        ];
  return [`Person ${number}: ${head}`, ...detail, ...streams.map(streamLine)];
}

function streamLine(stream: StreamStatistics): string {
  const facts = [
    formatWords(stream),
    stream.active ? bitrateWords(stream) : 'nothing moves',
    `loss ${lossWords(stream)}`,
    `jitter ${jitterWords(stream)}`,
    ...troubleWords(stream),
    stream.nacks ? `${stream.nacks} NACK` : '',
    stream.plis ? `${stream.plis} PLI` : '',
    stream.fmtp ?? '',
  ];
  return `  ${stream.direction} ${sourceWords(stream)}: ${facts.filter(Boolean).join(', ')}`;
}
