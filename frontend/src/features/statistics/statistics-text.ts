import type { QualityReading } from '../../call/session/call-snapshot';
import type { CallStatistics, DataUsed, StreamStatistics } from '../../call/quality/statistics';
import { formatBitrate, formatBytes, formatMilliseconds } from '../../lib/format-amounts';
import { qualityWords } from '../../call-ui/quality-words';
import { byParticipant, type ParticipantStatistics } from './participant-statistics';
import {
  bitrateWords,
  candidatePairWords,
  formatWords,
  jitterWords,
  lossWords,
  orUnknown,
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

/** The statistics as text for a bug report. Participants are numbered, as reports are often public. */
export function statisticsText({ statistics, dataUsed, own, at, userAgent }: Report): string {
  const { sentBitrate, receivedBitrate } = statistics;
  return [
    `Parley statistics of ${at}`,
    `Browser: ${userAgent}`,
    `Own connection: ${qualityWords(own.quality, own.cause)}`,
    `Now: sent ${orUnknown(sentBitrate, formatBitrate)}, received ${orUnknown(receivedBitrate, formatBitrate)}`,
    `Data used: sent ${formatBytes(dataUsed.sentBytes)}, received ${formatBytes(dataUsed.receivedBytes)}`,
    ...sections(statistics),
  ].join('\n');
}

function sections(statistics: CallStatistics): string[] {
  const all = byParticipant(statistics);
  const people = all.filter(({ participantId }) => participantId !== null);
  const shared = all.filter(({ participantId }) => participantId === null);
  return [
    ...shared.flatMap((one) => ['', ...sectionLines(one, 'Media server')]),
    ...people.flatMap((one, index) => ['', ...sectionLines(one, `Person ${index + 1}`)]),
  ];
}

function sectionLines({ connection, streams }: ParticipantStatistics, name: string): string[] {
  const pair = connection?.candidatePair ?? null;
  const way =
    pair === null ? 'no connection' : candidatePairWords(pair, connection?.participantId ?? null);
  const head = connection === null ? 'through the media server' : way;
  const detail =
    pair === null
      ? []
      : [
          `  round trip ${orUnknown(pair.roundTripTime, formatMilliseconds)}, ` +
            `available to send ${orUnknown(pair.availableOutgoingBitrate, formatBitrate)}`,
        ];
  return [`${name}: ${head}`, ...detail, ...streams.map(streamLine)];
}

function streamLine(stream: StreamStatistics): string {
  const words = [
    formatWords(stream),
    stream.active ? bitrateWords(stream) : 'inactive',
    `loss ${lossWords(stream)}`,
    `jitter ${jitterWords(stream)}`,
    ...troubleWords(stream),
    stream.nacks ? `${stream.nacks} NACK` : '',
    stream.plis ? `${stream.plis} PLI` : '',
    stream.fmtp ?? '',
  ];
  return `  ${stream.direction} ${sourceWords(stream)}: ${words.filter(Boolean).join(', ')}`;
}
