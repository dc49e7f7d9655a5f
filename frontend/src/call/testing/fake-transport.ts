import type { Participant, PresentParticipant } from '@parley/shared/participants';
import type { JoinOffer } from '@parley/shared/signaling';
import type {
  CreateTransport,
  FirstOffer,
  MoveEvent,
  MediaTransport,
  RemoteMedia,
  TransportContext,
  TransportEvents,
} from '../media-transport';
import type { TrackSource, VisibleSource } from '../track-source';
import { MESH_ROUTE, type QualityReading, type RouteSnapshot } from '../session/call-snapshot';
import type { DataUsed, TransportStatistics } from '../quality/statistics';
import { Emitter } from '../../core/emitter';
import { FakeTrack } from './fake-media';

/** Records what the session asks for; a test decides which media arrive. */
export class FakeTransport implements MediaTransport {
  readonly context: TransportContext;
  readonly events = new Emitter<TransportEvents>();
  readonly calls: string[] = [];
  readonly published = new Map<TrackSource, MediaStreamTrack>();
  readonly media = new Map<string, RemoteMedia>();
  readonly firstOffers: FirstOffer[] = [];
  /** Methods that throw when they should connect to a participant, as without WebRTC. */
  readonly throwsOn = new Set<'preconnect' | 'enter' | 'join'>();
  people: readonly PresentParticipant[] = [];
  anticipated: { people: number; meshLimit: number | undefined } | null = null;
  route: RouteSnapshot = MESH_ROUTE;
  quality: QualityReading = { quality: 'unknown', cause: null };
  dataUsed: DataUsed = { sentBytes: 0, receivedBytes: 0 };
  current: TransportStatistics = { connections: [], streams: [] };

  constructor(context: TransportContext) {
    this.context = context;
  }

  configure(): void {}

  readonly isPreconnected = false;

  preconnect(people: readonly PresentParticipant[]): void {
    this.#make('preconnect', people.length);
    this.people = people;
    this.calls.push(`preconnect ${people.length}`);
  }

  anticipate(people: number, meshLimit: number | undefined): void {
    this.anticipated = { people, meshLimit };
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

  follow({ name }: MoveEvent): void {
    this.calls.push(name);
  }

  join(participant: Participant, offer?: FirstOffer): void {
    this.#make('join', 1);
    this.calls.push('join');
    if (offer) this.firstOffers.push(offer);
    this.#arrive(participant.id);
  }

  update(participant: Participant): void {
    this.calls.push(`update ${participant.displayName}`);
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

  constrain(participantId: string, source: VisibleSource, height: number): void {
    this.calls.push(`show ${participantId} ${source} ${height}`);
  }

  setLowConnection(on: boolean): void {
    this.calls.push(`low ${on}`);
  }

  restartConnections(): void {
    this.calls.push('network changed');
  }

  verifyConnections(): void {
    this.calls.push('network doubtful');
  }

  remote(participantId: string): RemoteMedia | null {
    return this.media.get(participantId) ?? null;
  }

  level(): number {
    return 0;
  }

  statistics(): TransportStatistics {
    return this.current;
  }

  reset(): void {
    this.calls.push('reset');
    this.media.clear();
  }

  close(): void {
    this.calls.push('close');
    this.published.clear();
  }

  #make(step: 'preconnect' | 'enter' | 'join', connections: number): void {
    if (connections > 0 && this.throwsOn.has(step)) {
      throw new ReferenceError('RTCPeerConnection is not defined');
    }
  }

  #arrive(id: string): void {
    if (this.media.has(id)) return;
    const tracks = { microphone: new FakeTrack('audio'), camera: new FakeTrack('video') };
    this.media.set(id, {
      tracks: tracks as unknown as RemoteMedia['tracks'],
      initialConnect: 'connected',
      quality: { quality: 'good', cause: null },
      fingerprints: null,
    });
  }
}

/** Returns a factory, and access to the transport that it made last. */
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
