import type { IceServer } from '@parley/shared/ice';
import type { Participant, PresentParticipant } from '@parley/shared/participants';
import type { JoinOffer, SignalReceived } from '@parley/shared/signaling';
import type {
  FirstOffer,
  MediaTransport,
  RemoteMedia,
  TrackSource,
  TransportContext,
  VisibleSource,
} from '../media-transport';
import { toCallError } from '../session/call-error';
import { Scope } from '../../core/scope';
import type { QualityReading } from '../session/call-snapshot';
import { bestOf, limitationOf } from '../quality/connection-quality';
import { DataMeter } from '../quality/data-meter';
import type { ConnectionStatistics, DataUsed } from '../quality/statistics';
import type { AdaptationContext } from './adaptation';
import { ConnectionFactory, type CreateConnection } from './connection-factory';
import { Peer, type PeerAddress } from './peer';
import { PeerLink } from './peer-link';
import type { LocalTracks } from './senders';
import { shorterSide } from './shorter-side';
import { Views } from './views';

const LEVEL_INTERVAL_MS = 200;
const QUALITY_INTERVAL_MS = 2_000;
/** Signals that came before the join ack; bounded because anybody in the room can send them. */
const MAX_EARLY_SIGNALS = 500;
/** Characters of all offers that travel with the join; the server takes frames of 64 kB. */
const MAX_OFFERED = 48_000;
/** People before the door whose connections are made ready; anybody with the code can come. */
const MAX_VISITORS = 8;

export interface MeshOptions {
  readonly createConnection?: CreateConnection;
}

/** One direct connection to each of the others. */
export class MeshTransport implements MediaTransport {
  readonly #context: TransportContext;
  readonly #connections: ConnectionFactory;
  readonly #peers = new Map<string, Peer>();
  readonly #tracks = new Map<TrackSource, MediaStreamTrack>();
  readonly #scope = new Scope();
  readonly #views: Views;
  readonly #adaptation: AdaptationContext;
  readonly #data = new DataMeter();
  #self: Participant | null = null;
  #early: SignalReceived[] = [];

  constructor(context: TransportContext, options: MeshOptions = {}) {
    this.#context = context;
    this.#connections = new ConnectionFactory(options.createConnection);
    this.#views = new Views((id) => this.#tellView(id));
    this.#scope.add(() => this.#views.reset());
    this.#adaptation = {
      people: () => this.#admitted().length + 1,
      low: () => this.#views.low,
      captured: () => shorterSide(this.#tracks.get('camera')),
    };
    this.#scope.interval(() => this.#listen(), LEVEL_INTERVAL_MS);
    this.#scope.interval(() => void this.#measure(), QUALITY_INTERVAL_MS);
  }

  configure(iceServers: readonly IceServer[]): void {
    this.#connections.configure(iceServers);
    for (const { link } of this.#peers.values()) link.configure();
  }

  prepare(people: readonly PresentParticipant[], warm: boolean): void {
    if (this.#self || this.#scope.closed) return;
    this.#keepOnly(people);
    for (const { id, instanceId } of people) {
      if (this.#peers.has(id)) continue;
      const peer = this.#open({ id, instanceId, joinSeq: null }, true, 0, warm);
      if (warm) peer.link.setOnline(true);
    }
  }

  takeOffers(): JoinOffer[] {
    const offers: JoinOffer[] = [];
    let room = MAX_OFFERED;
    for (const peer of this.#peers.values()) {
      const offer = peer.admitted ? null : peer.link.takeOffer();
      room -= offer?.description.sdp.length ?? 0;
      // The rest follow by themselves when the command was answered.
      if (!offer || room < 0) continue;
      peer.offered = true;
      offers.push({ to: peer.id, toInstance: peer.instanceId, ...offer });
    }
    return offers;
  }

  get warm(): boolean {
    return [...this.#peers.values()].some(({ link }) => link.connected);
  }

  enter(self: Participant, others: readonly Participant[]): void {
    if (this.#scope.closed) return;
    const moved = this.#self !== null && this.#self.joinSeq !== self.joinSeq;
    const visitors = this.#self ? [...this.#peers.values()].filter((p) => !p.admitted) : [];
    this.#self = self;
    this.#keepOnly([...visitors, ...others]);
    for (const other of others) this.#admit(self, other, moved);
    // Who went meanwhile is found by what is said to them now.
    for (const { admitted, link } of visitors) if (!admitted) link.setOnline(true);
    for (const signal of this.#early.splice(0)) this.receive(signal);
    this.#adaptAll();
  }

  join(participant: Participant, offer?: FirstOffer): void {
    const self = this.#self;
    if (!self || participant.id === self.id) return;
    const isReady = this.#peers.get(participant.id)?.admitted === false;
    if (offer || isReady) this.#context.events.answering();
    this.#admit(self, participant, false, offer !== undefined);
    if (offer) this.#peers.get(participant.id)?.link.receive(offer);
    this.#adaptAll();
  }

  drop(participantId: string, instanceId: string): void {
    const peer = this.#peers.get(participantId);
    if (peer?.instanceId !== instanceId) return;
    this.#close(peer);
    this.#views.forget(participantId);
    this.#adaptAll();
  }

  setOnline(online: boolean): void {
    for (const peer of this.#peers.values()) {
      // The server forgets who stands before the door, and the others with it.
      if (!this.#self && !online) this.#close(peer);
      else peer.link.setOnline(online);
    }
  }

  receive(signal: SignalReceived): void {
    const { from, fromInstance, fromLobby, ...body } = signal;
    const peer = this.#peers.get(from);
    if (peer?.instanceId === fromInstance) peer.link.receive(body);
    else if (fromLobby) this.#meet(from, fromInstance)?.link.receive(body);
    else if (!this.#self && this.#early.length < MAX_EARLY_SIGNALS) this.#early.push(signal);
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    if (track) this.#tracks.set(source, track);
    else this.#tracks.delete(source);
    for (const peer of this.#peers.values()) peer.publish(source, track);
  }

  show(participantId: string, source: VisibleSource, height: number): void {
    this.#views.show(participantId, source, height);
  }

  setLowConnection(low: boolean): void {
    this.#views.low = low;
    this.#tellViews();
    this.#adaptAll();
  }

  networkChanged(): void {
    for (const { link } of this.#peers.values()) link.restart();
  }

  networkDoubtful(): void {
    // Paths of people before the door are quiet anyway.
    for (const { link } of this.#admitted()) link.doubt();
  }

  remote(participantId: string): RemoteMedia | null {
    return this.#peers.get(participantId)?.link.media() ?? null;
  }

  level(participantId: string): number {
    return this.#peers.get(participantId)?.link.level() ?? 0;
  }

  get quality(): QualityReading {
    return bestOf(this.#admitted().map(({ link }) => link.ownQuality));
  }

  get dataUsed(): DataUsed {
    return this.#data.used;
  }

  statistics(): ConnectionStatistics[] {
    return this.#admitted().map(({ id, link }) => ({ participantId: id, ...link.statistics() }));
  }

  reset(): void {
    this.#self = null;
    this.#early = [];
    this.#views.reset();
    for (const peer of this.#peers.values()) this.#close(peer);
  }

  close(): void {
    this.reset();
    this.#tracks.clear();
    this.#scope.close();
  }

  /** Keeps the link of the same instance and order, else makes the one that this pair needs. */
  #admit(self: Participant, other: Participant, moved: boolean, offered = false): void {
    const polite = self.joinSeq > other.joinSeq;
    let peer = this.#peers.get(other.id);
    const offerDelivered = offered || peer?.offered === true;
    const sameJoinSeq = peer?.joinSeq === null || peer?.joinSeq === other.joinSeq;
    const fits = peer?.instanceId === other.instanceId && peer.link.polite === polite;
    let epoch = 0;
    if (peer && (!fits || !sameJoinSeq || moved)) {
      if (peer.instanceId === other.instanceId) epoch = peer.link.epoch + 1;
      this.#close(peer);
      peer = undefined;
    }
    peer ??= this.#open(other, polite, polite ? epoch : 0);
    peer.admit(other.joinSeq, this.#tracks);
    this.#tellView(other.id);
    peer.link.setOnline(other.connection === 'connected', offerDelivered);
  }

  /** Somebody before the door of our meeting makes ready; no more than can sit down soon. */
  #meet(id: string, instanceId: string): Peer | null {
    if (!this.#self) return null;
    const visitors = [...this.#peers.values()].filter(({ admitted }) => !admitted);
    const known = this.#peers.get(id);
    if (known?.admitted || visitors.length >= MAX_VISITORS) return null;
    if (known) this.#close(known);
    try {
      const peer = this.#open({ id, instanceId, joinSeq: null }, false, 0, true);
      peer.link.setOnline(true);
      return peer;
    } catch {
      // It may work when they have joined, and the call must not end for somebody who has not.
      return null;
    }
  }

  #open(other: PeerAddress, polite: boolean, epoch: number, warm = false): Peer {
    const { id, instanceId } = other;
    const createLink = (tracks: LocalTracks, isAdmitted: () => boolean): PeerLink =>
      new PeerLink({
        polite,
        // Those whom we look at before joining are in the meeting.
        receives: () => polite || isAdmitted(),
        epoch,
        warm,
        tracks,
        adaptation: this.#adaptation,
        iceServers: () => this.#connections.iceServers,
        refreshIceServers: () => this.#context.refreshIceServers(),
        createConnection: (policy) => this.#connections.create(policy),
        // A signal that did not arrive is made up for: offers are repeated, paths restored.
        send: (signal) => {
          this.#context
            .sendSignal({ to: id, toInstance: instanceId, ...signal })
            .catch((error: unknown) => this.#onUnsent(other, error));
        },
        onChange: () => this.#context.events.remoteChanged(id),
        onSilence: () => this.#context.events.pathSilent(),
        onProgress: (step) => this.#context.events.progress(step),
        onFailed: (error) => this.#context.events.failed(error),
      });
    const peer = new Peer(other, this.#tracks, createLink);
    this.#peers.set(id, peer);
    return peer;
  }

  /** Members are announced when they go; of a visitor one may have missed it. */
  #onUnsent({ id, instanceId }: PeerAddress, error: unknown): void {
    const peer = this.#peers.get(id);
    const isVisitor = this.#self !== null && peer?.admitted === false;
    if (!isVisitor || peer?.instanceId !== instanceId) return;
    if (toCallError(error).code === 'NOT_A_MEMBER') this.#close(peer);
  }

  #close(peer: Peer): void {
    peer.link.close();
    if (this.#peers.get(peer.id) === peer) this.#peers.delete(peer.id);
  }

  #admitted(): Peer[] {
    return [...this.#peers.values()].filter(({ admitted }) => admitted);
  }

  #keepOnly(people: readonly { id: string; instanceId: string }[]): void {
    const instances = new Map(people.map((person) => [person.id, person.instanceId]));
    for (const peer of this.#peers.values()) {
      if (instances.get(peer.id) !== peer.instanceId) this.#close(peer);
    }
  }

  #tellView(id: string): void {
    this.#peers.get(id)?.link.setView(this.#views.of(id));
  }

  #tellViews(): void {
    for (const id of this.#peers.keys()) this.#tellView(id);
  }

  #adaptAll(): void {
    for (const { link } of this.#peers.values()) link.adapt();
  }

  #listen(): void {
    if (!this.#self) return;
    const admitted = this.#admitted();
    for (const { link } of admitted) link.listen();
    const levels = new Map(admitted.map(({ id, link }) => [id, link.level()]));
    this.#context.events.levels(levels);
  }

  async #measure(): Promise<void> {
    if (!this.#self) return;
    await Promise.allSettled(this.#admitted().map(({ link }) => link.measure(this.#data)));
    // Of all connections: what narrows one of them alone may be the other's line.
    if (this.#views.limit(limitationOf(this.quality))) this.#tellViews();
    if (!this.#scope.closed) this.#context.events.measured();
  }
}
