import type { IceServer } from '@parley/shared/ice';
import type { Participant, PresentParticipant } from '@parley/shared/participants';
import type { JoinOffer, ReceiverConstraints, SignalReceived } from '@parley/shared/signaling';
import { Emitter, type Subscribable } from '../../core/emitter';
import { createLog } from '../../core/log';
import { Scope } from '../../core/scope';
import type {
  FirstOffer,
  MediaTransport,
  RemoteMedia,
  TransportContext,
  TransportEvents,
} from '../media-transport';
import type { TrackSource, VisibleSource } from '../track-source';
import { bestOf, uplinkLimitationOf } from '../quality/connection-quality';
import { DataMeter } from '../quality/data-meter';
import type { DataUsed, TransportStatistics } from '../quality/statistics';
import { toCallError } from '../session/call-error';
import { MESH_ROUTE, type QualityReading } from '../session/call-snapshot';
import type { AdaptationContext } from './adaptation';
import { ConnectionFactory, type CreateConnection } from './connection-factory';
import { type PeerAddress, PeerLink } from './peer-link';
import { ReceiverHeights } from './receiver-constraints';
import { shorterSide } from './send-plan';

const log = createLog('mesh');

const LEVEL_INTERVAL_MS = 200;
const SAMPLE_INTERVAL_MS = 2_000;
/** Signals that arrive before the join ack; bounded because every client in the room can send them. */
const MAX_EARLY_SIGNALS = 500;
/** Characters of all offers that travel with the join; the server takes frames of 64 kB. */
const MAX_OFFERED = 48_000;
/** Lobby peers to preconnect with; bounded because every user who knows the code can be one. */
const MAX_LOBBY_PEERS = 8;

export interface MeshOptions {
  readonly createConnection?: CreateConnection;
}

/** A transport with one direct connection to each other participant. */
export class MeshTransport implements MediaTransport {
  readonly #context: TransportContext;
  readonly #events = new Emitter<TransportEvents>();
  readonly #connections: ConnectionFactory;
  readonly #links = new Map<string, PeerLink>();
  readonly #tracks = new Map<TrackSource, MediaStreamTrack>();
  readonly #scope = new Scope();
  readonly #heights = new ReceiverHeights((id) => this.#sendConstraints(id));
  readonly #adaptation: AdaptationContext;
  readonly #data = new DataMeter();
  #self: Participant | null = null;
  #earlySignals: SignalReceived[] = [];
  #lowConnection = false;
  #uplinkLimited: ReceiverConstraints['uplinkLimited'] = null;

  constructor(context: TransportContext, options: MeshOptions = {}) {
    this.#context = context;
    this.#connections = new ConnectionFactory(options.createConnection);
    this.#scope.add(() => this.#heights.reset());
    this.#adaptation = {
      people: () => this.#admitted().length + 1,
      lowConnection: () => this.#lowConnection,
      captured: () => shorterSide(this.#tracks.get('camera')),
    };
    this.#scope.interval(() => this.#checkAudio(), LEVEL_INTERVAL_MS);
    this.#scope.interval(() => void this.#sample(), SAMPLE_INTERVAL_MS);
  }

  get events(): Subscribable<TransportEvents> {
    return this.#events;
  }

  configure(iceServers: readonly IceServer[]): void {
    this.#connections.configure(iceServers);
    for (const link of this.#links.values()) link.configure();
  }

  preconnect(people: readonly PresentParticipant[], connect: boolean): void {
    if (this.#self || this.#scope.closed) return;
    this.#keepOnly(people);
    for (const { id, instanceId } of people) {
      if (this.#links.has(id)) continue;
      const link = this.#open({ id, instanceId, joinSeq: null }, true, 0, connect);
      if (connect) link.setOnline(true);
    }
  }

  /** A mesh needs nothing. */
  anticipate(): void {}

  takeOffers(): JoinOffer[] {
    const offers: JoinOffer[] = [];
    let room = MAX_OFFERED;
    for (const link of this.#links.values()) {
      const offer = link.admitted ? null : link.takeOffer();
      room -= offer?.description.sdp.length ?? 0;
      // The links send the other offers by themselves after the join ack.
      if (!offer || room < 0) continue;
      link.offered = true;
      offers.push({ to: link.id, toInstance: link.instanceId, ...offer });
    }
    return offers;
  }

  get isPreconnected(): boolean {
    return [...this.#links.values()].some((link) => link.connected);
  }

  enter(self: Participant, others: readonly Participant[]): void {
    if (this.#scope.closed) return;
    const hasNewSeq = this.#self !== null && this.#self.joinSeq !== self.joinSeq;
    const lobbyPeers = this.#self ? this.#lobbyPeers() : [];
    this.#self = self;
    this.#keepOnly([...lobbyPeers, ...others]);
    for (const other of others) this.#admit(self, other, hasNewSeq);
    // Signals to a lobby peer that has left fail, which closes its link.
    for (const link of lobbyPeers) if (!link.admitted) link.setOnline(true);
    for (const signal of this.#earlySignals.splice(0)) this.receive(signal);
    this.#adaptAll();
  }

  /** A mesh has only one route. */
  follow(): void {}

  join(participant: Participant, offer?: FirstOffer): void {
    const self = this.#self;
    if (!self || participant.id === self.id) return;
    const isPreconnected = this.#links.get(participant.id)?.admitted === false;
    if (offer || isPreconnected) this.#events.emit('answering');
    this.#admit(self, participant, false, offer !== undefined);
    if (offer) this.#links.get(participant.id)?.receive(offer);
    this.#adaptAll();
  }

  /** The tracks themselves tell what arrives. */
  update(): void {}

  drop(participantId: string, instanceId: string): void {
    const link = this.#links.get(participantId);
    if (link?.instanceId !== instanceId) return;
    this.#close(link);
    this.#heights.forget(participantId);
    this.#adaptAll();
  }

  setOnline(online: boolean): void {
    for (const link of this.#links.values()) {
      // While we are in the lobby, the server and the participants forget us when we go offline.
      if (!this.#self && !online) this.#close(link);
      else link.setOnline(online);
    }
  }

  receive(signal: SignalReceived): void {
    const { from, fromInstance, fromLobby, ...body } = signal;
    const link = this.#links.get(from);
    if (link?.instanceId === fromInstance) link.receive(body);
    else if (fromLobby) this.#meetLobbyPeer(from, fromInstance)?.receive(body);
    else if (!this.#self && this.#earlySignals.length < MAX_EARLY_SIGNALS) {
      this.#earlySignals.push(signal);
    }
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    if (track) this.#tracks.set(source, track);
    else this.#tracks.delete(source);
    for (const link of this.#links.values()) link.publish(source, track);
  }

  constrain(participantId: string, source: VisibleSource, height: number): void {
    this.#heights.set(participantId, source, height);
  }

  setLowConnection(on: boolean): void {
    this.#lowConnection = on;
    this.#sendAllConstraints();
    this.#adaptAll();
  }

  restartConnections(): void {
    for (const link of this.#links.values()) link.restart();
  }

  verifyConnections(): void {
    // Nothing arrives from lobby peers in any case.
    for (const link of this.#admitted()) link.verifyConnection();
  }

  remote(participantId: string): RemoteMedia | null {
    return this.#links.get(participantId)?.media() ?? null;
  }

  level(participantId: string): number {
    return this.#links.get(participantId)?.level() ?? 0;
  }

  readonly route = MESH_ROUTE;

  get quality(): QualityReading {
    return bestOf(this.#admitted().map((link) => link.ownQuality));
  }

  get dataUsed(): DataUsed {
    return this.#data.used;
  }

  statistics(): TransportStatistics {
    const all = this.#admitted().map((link) => link.statistics());
    return {
      connections: all.map(({ connection }) => connection),
      streams: all.flatMap(({ streams }) => streams),
    };
  }

  reset(): void {
    this.#self = null;
    this.#earlySignals = [];
    this.#heights.reset();
    for (const link of this.#links.values()) this.#close(link);
  }

  close(): void {
    this.reset();
    this.#tracks.clear();
    this.#events.clear();
    this.#scope.close();
  }

  /** Keeps the link to the same instance with the same `joinSeq`; otherwise makes a new one. */
  #admit(self: Participant, other: Participant, hasNewSeq: boolean, offered = false): void {
    const polite = self.joinSeq > other.joinSeq;
    let link = this.#links.get(other.id);
    const offerDelivered = offered || link?.offered === true;
    const hasSameSeq = link?.joinSeq === null || link?.joinSeq === other.joinSeq;
    const fits = link?.instanceId === other.instanceId && link.polite === polite;
    let epoch = 0;
    if (link && (!fits || !hasSameSeq || hasNewSeq)) {
      if (link.instanceId === other.instanceId) epoch = link.epoch + 1;
      this.#close(link);
      link = undefined;
    }
    link ??= this.#open(other, polite, polite ? epoch : 0);
    link.admit(other.joinSeq);
    this.#sendConstraints(other.id);
    link.setOnline(other.connection === 'connected', offerDelivered);
  }

  /** Preconnects with a lobby peer; with no more of them than may find a seat soon. */
  #meetLobbyPeer(id: string, instanceId: string): PeerLink | null {
    if (!this.#self) return null;
    const known = this.#links.get(id);
    if (known?.admitted || this.#lobbyPeers().length >= MAX_LOBBY_PEERS) return null;
    if (known) this.#close(known);
    try {
      const link = this.#open({ id, instanceId, joinSeq: null }, false, 0, true);
      link.setOnline(true);
      return link;
    } catch (error) {
      // Joining makes a new connection; a lobby peer must not end the call.
      log.warn('cannot preconnect with a lobby peer', { error });
      return null;
    }
  }

  #open(peer: PeerAddress, polite: boolean, epoch: number, preconnected = false): PeerLink {
    const { id, instanceId } = peer;
    const link = new PeerLink({
      peer,
      polite,
      epoch,
      preconnected,
      tracks: this.#tracks,
      adaptation: this.#adaptation,
      connections: this.#connections,
      events: this.#events,
      refreshIceServers: () => this.#context.refreshIceServers(),
      // Lost signals are made up for: offers are repeated, and ICE is restarted.
      send: (signal) => {
        this.#context
          .sendSignal({ to: id, toInstance: instanceId, ...signal })
          .catch((error: unknown) => this.#onSendFailed(peer, error));
      },
    });
    this.#links.set(id, link);
    return link;
  }

  /** The server announces participants that leave, but we may have missed that a lobby peer left. */
  #onSendFailed({ id, instanceId }: PeerAddress, error: unknown): void {
    const { code } = toCallError(error);
    log.debug('a signal was not sent', { code });
    const link = this.#links.get(id);
    const isLobbyPeer = this.#self !== null && link?.admitted === false;
    if (!isLobbyPeer || link?.instanceId !== instanceId) return;
    if (code === 'NOT_A_MEMBER') this.#close(link);
  }

  #close(link: PeerLink): void {
    link.close();
    if (this.#links.get(link.id) === link) this.#links.delete(link.id);
  }

  #admitted(): PeerLink[] {
    return [...this.#links.values()].filter(({ admitted }) => admitted);
  }

  #lobbyPeers(): PeerLink[] {
    return [...this.#links.values()].filter(({ admitted }) => !admitted);
  }

  #keepOnly(people: readonly { id: string; instanceId: string }[]): void {
    const instances = new Map(people.map((person) => [person.id, person.instanceId]));
    for (const link of this.#links.values()) {
      if (instances.get(link.id) !== link.instanceId) this.#close(link);
    }
  }

  #sendConstraints(id: string): void {
    const { camera, screen } = this.#heights.of(id);
    this.#links.get(id)?.setConstraints({
      camera: this.#lowConnection ? 0 : camera,
      screen,
      lowConnection: this.#lowConnection,
      uplinkLimited: this.#uplinkLimited,
    });
  }

  #sendAllConstraints(): void {
    for (const id of this.#links.keys()) this.#sendConstraints(id);
  }

  #adaptAll(): void {
    for (const link of this.#links.values()) link.adapt();
  }

  #checkAudio(): void {
    if (!this.#self) return;
    const admitted = this.#admitted();
    for (const link of admitted) link.checkAudio();
    this.#events.emit('audioLevels', new Map(admitted.map((link) => [link.id, link.level()])));
  }

  async #sample(): Promise<void> {
    if (!this.#self) return;
    await Promise.allSettled(this.#admitted().map((link) => link.sample(this.#data)));
    // By the best of all connections: a single narrow one may be due to the downlink of its peer.
    const uplinkLimited = uplinkLimitationOf(this.quality);
    if (uplinkLimited !== this.#uplinkLimited) {
      this.#uplinkLimited = uplinkLimited;
      this.#sendAllConstraints();
    }
    if (!this.#scope.closed) this.#events.emit('statisticsUpdated');
  }
}
