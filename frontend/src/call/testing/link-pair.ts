import type { TrackSource } from '../media-transport';
import { PeerLink } from '../mesh/peer-link';
import type { LinkSignal } from '../mesh/peer-link-options';
import type { FakeTrack } from './fake-media';
import { FakePeerConnection } from './fake-peer-connection';

/** One end of a pair: a link, its connections so far, and what it has sent but is not delivered. */
export interface LinkEnd {
  readonly link: PeerLink;
  readonly connections: FakePeerConnection[];
  readonly tracks: Map<TrackSource, FakeTrack>;
  readonly outbox: LinkSignal[];
  online: boolean;
  /** The other side has joined. To change it, see `admit`. */
  receives: boolean;
  /** Servers with the newest credentials; `refreshed` counts how often newer ones were asked for. */
  readonly iceServers: RTCIceServer[];
  refreshed: number;
  /** How often something of it was said to have changed. */
  changes: number;
  /** How often a path was said to have fallen silent. */
  silences: number;
  /** The browser makes no more connections. */
  refuses: boolean;
  /** What it threw instead. */
  readonly failures: unknown[];
  /** With which policy each of the connections was made. */
  readonly policies: RTCIceTransportPolicy[];
  readonly pc: FakePeerConnection;
}

/** The newcomer (polite, offers first) and the one who was there; a test delivers their signals. */
export interface LinkPair {
  readonly newcomer: LinkEnd;
  readonly present: LinkEnd;
}

export function createLinkPair(pause?: () => Promise<void>): LinkPair {
  return { newcomer: createEnd(true, pause), present: createEnd(false, pause) };
}

export function createEnd(polite: boolean, pause?: () => Promise<void>): LinkEnd {
  const connections: FakePeerConnection[] = [];
  const tracks = new Map<TrackSource, FakeTrack>();
  const outbox: LinkSignal[] = [];
  const policies: RTCIceTransportPolicy[] = [];
  const iceServers: RTCIceServer[] = [];
  const end: LinkEnd = {
    link: new PeerLink({
      polite,
      epoch: 0,
      warm: false,
      receives: () => end.receives,
      tracks: tracks as unknown as ReadonlyMap<TrackSource, MediaStreamTrack>,
      createConnection: (policy) => {
        if (connections.length > 0 && end.refuses)
          throw new DOMException('no more', 'UnknownError');
        policies.push(policy);
        const pc = new FakePeerConnection(pause);
        connections.push(pc);
        return pc as unknown as RTCPeerConnection;
      },
      adaptation: { people: () => 2, low: () => false, captured: () => 720 },
      iceServers: () => iceServers,
      refreshIceServers: () => {
        end.refreshed += 1;
        return Promise.resolve();
      },
      send: (signal) => {
        if (end.online) outbox.push(signal);
      },
      onChange: () => {
        end.changes += 1;
      },
      onSilence: () => {
        end.silences += 1;
      },
      onProgress: () => undefined,
      onFailed: (error) => void end.failures.push(error),
    }),
    connections,
    tracks,
    outbox,
    online: true,
    receives: true,
    iceServers,
    refreshed: 0,
    changes: 0,
    silences: 0,
    refuses: false,
    failures: [],
    policies,
    get pc() {
      const last = connections.at(-1);
      if (!last) throw new Error('No connection');
      return last;
    },
  };
  return end;
}

/** The newcomer joins: until then `present.receives` was false. */
export function admit({ present }: LinkPair): void {
  present.receives = true;
  present.link.begin();
  present.link.admit();
}

/** A pair that has agreed and whose path stands. */
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

/** Lets everything that is ready to run, run. */
export async function rest(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

/** Delivers until nobody has anything to say. */
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
