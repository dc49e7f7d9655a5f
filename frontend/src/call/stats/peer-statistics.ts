import type { PathStatistics, PeerStatistics } from './statistics';
import {
  entriesOf,
  linked,
  numberOf,
  StatsChange,
  type StatsEntry,
  type StatsReport,
  textOf,
} from './stats-report';
import { readStreams, type SourceOfMid } from './stream-statistics';

/**
 * What happened on one connection between two of its reports. Totals of `now` where a number is a
 * count, the time in between where it is a rate or a share.
 *
 * @param before null at the first look: rates and shares are not known then
 */
export function readPeerStatistics(
  before: StatsReport | null,
  now: StatsReport,
  sourceOf: SourceOfMid,
): PeerStatistics {
  const rate = (member: string): number | null =>
    sum(
      entriesOf(now, 'transport').map((entry) =>
        new StatsChange(before?.get(textOf(entry, 'id') ?? ''), entry).bitrate(member),
      ),
    );
  return {
    path: readPath(now),
    sentBitrate: rate('bytesSent'),
    receivedBitrate: rate('bytesReceived'),
    streams: readStreams(before, now, sourceOf),
  };
}

function readPath(report: StatsReport): PathStatistics | null {
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

/** The transport names its pair; Firefox marks it instead, and older pairs stay nominated. */
function selectedPair(report: StatsReport): StatsEntry | undefined {
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

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
