import type { CandidatePairStatistics } from './statistics';
import {
  entriesOf,
  linked,
  numberOf,
  type StatsEntry,
  type StatsReport,
  textOf,
} from './stats-report';

/** The pair of candidates that a connection uses; null while it uses none. */
export function readPath(report: StatsReport): CandidatePairStatistics | null {
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
