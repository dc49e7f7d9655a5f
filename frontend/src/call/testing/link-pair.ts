import { Emitter } from '../../core/emitter';
import type { TransportEvents } from '../media-transport';
import type { TrackSource } from '../track-source';
import { type LinkSignal, PeerLink } from '../mesh/peer-link';
import type { FakeTrack } from './fake-media';
import { FakePeerConnection } from './fake-peer-connection';

/** One end of a pair: a link, its connections so far, and its signals that are not delivered yet. */
export interface LinkEnd {
  readonly link: PeerLink;
  readonly connections: FakePeerConnection[];
  readonly tracks: Map<TrackSource, FakeTrack>;
  readonly outbox: LinkSignal[];
  online: boolean;
  /** ICE servers with the newest credentials. */
  readonly iceServers: RTCIceServer[];
  /** How often the link has asked for newer credentials. */
  refreshed: number;
  /** How often the link has emitted these events. */
  changes: number;
  verificationsFailed: number;
  /** The errors that the link has emitted. */
  readonly failures: unknown[];
  /** Whether the browser refuses to make more connections. */
  refuses: boolean;
  /** The ICE transport policy of each connection. */
  readonly policies: RTCIceTransportPolicy[];
  readonly pc: FakePeerConnection;
}

/** The newcomer is polite and offers first; the other participant was present before. */
export interface LinkPair {
  readonly newcomer: LinkEnd;
  readonly present: LinkEnd;
}

export interface LinkPairOptions {
  /** How long each operation of a connection takes. */
  readonly pause?: (() => Promise<void>) | undefined;
  /** Whether the newcomer has joined; otherwise it is a lobby peer until `admit`. */
  readonly joined?: boolean;
}

export function createLinkPair({ pause, joined = true }: LinkPairOptions = {}): LinkPair {
  return {
    newcomer: createEnd(true, { pause }),
    present: createEnd(false, { pause, joined }),
  };
}

export function createEnd(
  polite: boolean,
  { pause, joined = true }: LinkPairOptions = {},
): LinkEnd {
  const connections: FakePeerConnection[] = [];
  const tracks = new Map<TrackSource, FakeTrack>();
  const outbox: LinkSignal[] = [];
  const policies: RTCIceTransportPolicy[] = [];
  const iceServers: RTCIceServer[] = [];
  const events = new Emitter<TransportEvents>();
  const create = (policy: RTCIceTransportPolicy): RTCPeerConnection => {
    if (connections.length > 0 && end.refuses) throw new DOMException('no more', 'UnknownError');
    policies.push(policy);
    const pc = new FakePeerConnection(pause);
    connections.push(pc);
    return pc as unknown as RTCPeerConnection;
  };
  const end: LinkEnd = {
    link: new PeerLink({
      peer: { id: 'peer', instanceId: 'peer-instance', joinSeq: joined ? 1 : null },
      polite,
      epoch: 0,
      preconnected: false,
      tracks: tracks as unknown as ReadonlyMap<TrackSource, MediaStreamTrack>,
      adaptation: { people: () => 2, lowConnection: () => false, captured: () => 720 },
      connections: { create, iceServers },
      events,
      refreshIceServers: () => {
        end.refreshed += 1;
        return Promise.resolve();
      },
      send: (signal) => {
        if (end.online) outbox.push(signal);
      },
    }),
    connections,
    tracks,
    outbox,
    online: true,
    iceServers,
    refreshed: 0,
    changes: 0,
    verificationsFailed: 0,
    failures: [],
    refuses: false,
    policies,
    get pc() {
      const last = connections.at(-1);
      if (!last) throw new Error('No connection');
      return last;
    },
  };
  events.on('remoteChanged', () => (end.changes += 1));
  events.on('verificationFailed', () => (end.verificationsFailed += 1));
  events.on('failed', (error) => end.failures.push(error));
  return end;
}

/** The newcomer of a pair that was created with `joined: false` joins. */
export function admit({ present }: LinkPair): void {
  present.link.admit(1);
}

/** Lets a pair negotiate and ICE connect. */
export async function connectLinkPair(pair: LinkPair): Promise<LinkPair> {
  pair.newcomer.link.setOnline(true);
  pair.present.link.setOnline(true);
  await settle(pair);
  for (const { pc } of [pair.newcomer, pair.present]) pc.setIceState('connected');
  return pair;
}

export function publish(end: LinkEnd, source: TrackSource, track: FakeTrack | null): void {
  if (track) end.tracks.set(source, track);
  else end.tracks.delete(source);
  end.link.publish(source, track as unknown as MediaStreamTrack | null);
}

/** Runs every task that is ready. */
export async function rest(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Delivers signals until neither end sends any. */
export async function settle({ newcomer, present }: LinkPair): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    await rest();
    const toPresent = newcomer.outbox.splice(0);
    const toNewcomer = present.outbox.splice(0);
    for (const signal of toPresent) present.link.receive(signal);
    for (const signal of toNewcomer) newcomer.link.receive(signal);
    const busy = toPresent.length + toNewcomer.length > 0 || !newcomer.pc.idle || !present.pc.idle;
    quiet = busy ? 0 : quiet + 1;
  }
}
