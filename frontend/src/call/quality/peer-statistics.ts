import { readPath } from './candidate-pair-statistics';
import type { PeerStatistics } from './statistics';
import { byteCounters, StatsChange, type StatsReport, textOf } from './stats-report';
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
      byteCounters(now).map((entry) =>
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

function sum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}
