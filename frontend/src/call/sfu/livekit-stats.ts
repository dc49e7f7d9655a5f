import type { Room } from 'livekit-client';
import type { StreamOwner } from '../quality/peer-statistics';
import { EMPTY_SAMPLE, type StatsSample, takeStatsSample } from '../quality/stats-sample';
import type { PlaneSample } from './sfu-plane';

/** Whose each receiver is, and what each sender sends. */
export type TrackOwners = ReadonlyMap<RTCRtpReceiver | RTCRtpSender | undefined, StreamOwner>;

/** The peer connections of a room: one, or in Firefox one for each direction. */
function transportsOf(room: Room) {
  // A room that has disconnected has no engine any more, although its type has.
  const { pcManager } = (room.engine as Room['engine'] | undefined) ?? {};
  return [pcManager?.publisher, pcManager?.subscriber].filter((one) => one !== undefined);
}

/** Whether ICE has lost one of the peer connections. */
export const isMediaLost = (room: Room): boolean =>
  transportsOf(room).some((transport) =>
    ['disconnected', 'failed'].includes(transport.getConnectionState()),
  );

/** Takes a stats sample of all peer connections of a room, as if they were one. */
export async function sampleOf(room: Room, ownersOf: () => TrackOwners): Promise<PlaneSample> {
  const transports = transportsOf(room);
  const samples = await Promise.all(
    transports.map((transport) =>
      takeStatsSample({
        signalingState: transport.getSignallingState(),
        getStats: () => transport.getStats() ?? Promise.resolve(new Map()),
      }),
    ),
  );
  const owners = ownersOf();
  const found = new Map<string, StreamOwner>();
  transports.forEach((transport, place) => {
    const { received, sent } = samples[place] ?? EMPTY_SAMPLE;
    const byMid = new Map(transport.getTransceivers().map((one) => [one.mid, one]));
    for (const stream of [...received, ...sent]) {
      const { receiver, sender } = byMid.get(stream.mid) ?? {};
      const owner = owners.get('packetsReceived' in stream ? receiver : sender);
      if (owner) found.set(idIn(place, stream.id), owner);
    }
  });
  return { sample: samples.map(withPlace).reduce(joined, EMPTY_SAMPLE), owners: found };
}

/** The ids of two connections may be equal. */
const idIn = (place: number, id: string): string => `${place} ${id}`;

function withPlace(sample: StatsSample, place: number): StatsSample {
  const rename = <T extends { readonly id: string }>(entries: readonly T[]): T[] =>
    entries.map((entry) => ({ ...entry, id: idIn(place, entry.id) }));
  return {
    ...sample,
    byteCounters: rename(sample.byteCounters),
    sent: rename(sample.sent),
    received: rename(sample.received),
  };
}

function joined(one: StatsSample, other: StatsSample): StatsSample {
  return {
    candidatePair: one.candidatePair ?? other.candidatePair,
    byteCounters: [...one.byteCounters, ...other.byteCounters],
    sent: [...one.sent, ...other.sent],
    received: [...one.received, ...other.received],
    fingerprints: null,
  };
}
