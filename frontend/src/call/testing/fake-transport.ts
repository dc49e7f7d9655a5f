import type { Participant, PresentParticipant } from '@parley/shared/participants';
import type { JoinOffer } from '@parley/shared/signaling';
import type {
  CreateTransport,
  FirstOffer,
  MediaTransport,
  RemoteMedia,
  TrackSource,
  TransportContext,
  VisibleSource,
} from '../media-transport';
import type { QualityReading } from '../session/call-snapshot';
import type { ConnectionStatistics, DataUsed } from '../quality/statistics';
import { FakeTrack } from './fake-media';

/** Keeps what the session tells it; a test says what arrives. */
export class FakeTransport implements MediaTransport {
  readonly context: TransportContext;
  readonly calls: string[] = [];
  readonly published = new Map<TrackSource, MediaStreamTrack>();
  readonly media = new Map<string, RemoteMedia>();
  readonly firstOffers: FirstOffer[] = [];
  /** What makes connections, and throws as a browser without WebRTC does. */
  readonly throwsOn = new Set<'prepare' | 'enter' | 'join'>();
  people: readonly PresentParticipant[] = [];
  quality: QualityReading = { quality: 'unknown', cause: null };
  dataUsed: DataUsed = { sentBytes: 0, receivedBytes: 0 };
  connections: ConnectionStatistics[] = [];

  constructor(context: TransportContext) {
    this.context = context;
  }

  configure(): void {}

  readonly warm = false;

  prepare(people: readonly PresentParticipant[]): void {
    this.#make('prepare', people.length);
    this.people = people;
    this.calls.push(`prepare ${people.length}`);
  }

  takeOffers(): JoinOffer[] {
    return this.people.map(({ id, instanceId }) => ({
      to: id,
      toInstance: instanceId,
      epoch: 0,
      description: { type: 'offer', sdp: 'v=0' },
    }));
  }

  enter(_self: Participant, others: readonly Participant[]): void {
    this.#make('enter', others.length);
    this.calls.push(`enter ${others.length}`);
    for (const { id } of others) this.#arrive(id);
  }

  join(participant: Participant, offer?: FirstOffer): void {
    this.#make('join', 1);
    this.calls.push('join');
    if (offer) this.firstOffers.push(offer);
    this.#arrive(participant.id);
  }

  drop(participantId: string): void {
    this.calls.push('drop');
    this.media.delete(participantId);
  }

  setOnline(online: boolean): void {
    this.calls.push(`online ${online}`);
  }

  receive(): void {
    this.calls.push('receive');
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    if (track) this.published.set(source, track);
    else this.published.delete(source);
  }

  show(participantId: string, source: VisibleSource, height: number): void {
    this.calls.push(`show ${participantId} ${source} ${height}`);
  }

  setLowConnection(low: boolean): void {
    this.calls.push(`low ${low}`);
  }

  networkChanged(): void {
    this.calls.push('network changed');
  }

  networkDoubtful(): void {
    this.calls.push('network doubtful');
  }

  remote(participantId: string): RemoteMedia | null {
    return this.media.get(participantId) ?? null;
  }

  level(): number {
    return 0;
  }

  statistics(): readonly ConnectionStatistics[] {
    return this.connections;
  }

  reset(): void {
    this.calls.push('reset');
    this.media.clear();
  }

  close(): void {
    this.calls.push('close');
    this.published.clear();
  }

  #make(step: 'prepare' | 'enter' | 'join', connections: number): void {
    if (connections > 0 && this.throwsOn.has(step)) {
      throw new ReferenceError('RTCPeerConnection is not defined');
    }
  }

  #arrive(id: string): void {
    if (this.media.has(id)) return;
    const tracks = { microphone: new FakeTrack('audio'), camera: new FakeTrack('video') };
    this.media.set(id, {
      tracks: tracks as unknown as RemoteMedia['tracks'],
      path: 'found',
      quality: { quality: 'good', cause: null },
    });
  }
}

/** A factory, and the transport that it made last. */
export function createFakeTransport(): { create: CreateTransport; get(): FakeTransport } {
  let made: FakeTransport | undefined;
  return {
    create: (context) => (made = new FakeTransport(context)),
    get() {
      if (!made) throw new Error('No transport yet');
      return made;
    },
  };
}
