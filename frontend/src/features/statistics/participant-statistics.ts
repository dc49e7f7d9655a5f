import type {
  CallStatistics,
  ConnectionStatistics,
  StreamStatistics,
} from '../../call/quality/statistics';

/** The part of the statistics that concerns one participant. */
export interface ParticipantStatistics {
  /** Null for connections and streams that every participant shares. */
  readonly participantId: string | null;
  /** Null if the participant has no connection of their own. */
  readonly connection: ConnectionStatistics | null;
  readonly streams: readonly StreamStatistics[];
}

/** Groups connections and streams by participant, in the order in which they appear. */
export function byParticipant({
  connections,
  streams,
}: Pick<CallStatistics, 'connections' | 'streams'>): ParticipantStatistics[] {
  const ids = new Set([...connections, ...streams].map(({ participantId }) => participantId));
  return [...ids].map((participantId) => ({
    participantId,
    connection: connections.find((one) => one.participantId === participantId) ?? null,
    streams: streams.filter((one) => one.participantId === participantId),
  }));
}
