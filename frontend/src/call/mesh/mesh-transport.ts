import type { IceServer } from '@parley/shared/media';
import type { Participant, PresentPerson } from '@parley/shared/participants';
import type { JoinOffer, SignalReceived } from '@parley/shared/signaling';
import type {
  FirstOffer,
  MediaTransport,
  RemoteMedia,
  TrackSource,
  TransportContext,
  VisibleSource,
} from '../media-transport';
import { Scope } from '../scope';
import type { AdaptationContext } from './adaptation';
import { PeerLink } from './peer-link';
import { Views } from './views';

const LEVEL_INTERVAL_MS = 200;
const QUALITY_INTERVAL_MS = 2_000;
/** Signals that came before the join ack; bounded because anybody in the room can send them. */
const MAX_EARLY_SIGNALS = 500;

interface Entry {
  readonly id: string;
  readonly instanceId: string;
  /** Order of the other when the link was made; null while only prepared. */
  order: number | null;
  /** The offer has gone with the join command. */
  offered: boolean;
  readonly link: PeerLink;
}

export interface MeshOptions {
  readonly createConnection?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** One direct connection to each of the others. */
export class MeshTransport implements MediaTransport {
  readonly #context: TransportContext;
  readonly #createConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
  readonly #entries = new Map<string, Entry>();
  readonly #tracks = new Map<TrackSource, MediaStreamTrack>();
  readonly #scope = new Scope();
  readonly #views: Views;
  readonly #adaptation: AdaptationContext;
  #self: Participant | null = null;
  #early: SignalReceived[] = [];
  #iceServers: RTCIceServer[] = [];
  #certificates: RTCCertificate[] = [];

  constructor(context: TransportContext, options: MeshOptions = {}) {
    this.#context = context;
    this.#createConnection =
      options.createConnection ?? ((configuration) => new RTCPeerConnection(configuration));
    this.#views = new Views((id) => this.#tellView(id));
    this.#scope.add(() => this.#views.reset());
    this.#adaptation = {
      people: () => [...this.#entries.values()].filter(({ order }) => order !== null).length + 1,
      low: () => this.#views.low,
      captured: () => shorterSide(this.#tracks.get('camera')),
    };
    this.#scope.interval(() => this.#tellLevels(), LEVEL_INTERVAL_MS);
    this.#scope.interval(() => this.#measure(), QUALITY_INTERVAL_MS);
    void this.#makeCertificate();
  }

  configure(iceServers: readonly IceServer[]): void {
    this.#iceServers = [...iceServers];
  }

  prepare(people: readonly PresentPerson[]): void {
    if (this.#self || this.#scope.closed) return;
    this.#keepOnly(people);
    for (const { id, instanceId } of people) {
      if (!this.#entries.has(id)) this.#open({ id, instanceId, order: null }, true, 0);
    }
  }

  takeOffers(): JoinOffer[] {
    const offers: JoinOffer[] = [];
    for (const entry of this.#entries.values()) {
      const offer = entry.order === null ? entry.link.takeOffer() : null;
      if (!offer) continue;
      entry.offered = true;
      offers.push({ to: entry.id, toInstance: entry.instanceId, ...offer });
    }
    return offers;
  }

  enter(self: Participant, others: readonly Participant[]): void {
    if (this.#scope.closed) return;
    const moved = this.#self !== null && this.#self.order !== self.order;
    this.#self = self;
    this.#keepOnly(others);
    for (const other of others) this.#admit(self, other, moved);
    for (const signal of this.#early.splice(0)) this.receive(signal);
    this.#adaptAll();
  }

  join(participant: Participant, offer?: FirstOffer): void {
    const self = this.#self;
    if (!self || participant.id === self.id) return;
    this.#admit(self, participant, false);
    if (offer) this.#entries.get(participant.id)?.link.receive(offer);
    this.#adaptAll();
  }

  drop(participantId: string, instanceId: string): void {
    const entry = this.#entries.get(participantId);
    if (entry?.instanceId !== instanceId) return;
    this.#close(entry);
    this.#views.forget(participantId);
    this.#adaptAll();
  }

  setOnline(online: boolean): void {
    for (const { link } of this.#entries.values()) link.setOnline(online);
  }

  receive(signal: SignalReceived): void {
    const { from, fromInstance, ...body } = signal;
    const entry = this.#entries.get(from);
    const expected = entry?.instanceId === fromInstance && (this.#self || entry.offered);
    if (expected) entry?.link.receive(body);
    else if (!this.#self && this.#early.length < MAX_EARLY_SIGNALS) this.#early.push(signal);
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    if (track) this.#tracks.set(source, track);
    else this.#tracks.delete(source);
    for (const { link } of this.#entries.values()) link.publish(source, track);
  }

  show(participantId: string, source: VisibleSource, height: number): void {
    this.#views.show(participantId, source, height);
  }

  setLowConnection(low: boolean): void {
    this.#views.low = low;
    for (const id of this.#entries.keys()) this.#tellView(id);
    this.#adaptAll();
  }

  networkChanged(): void {
    for (const { link } of this.#entries.values()) link.restart();
  }

  remote(participantId: string): RemoteMedia | null {
    return this.#entries.get(participantId)?.link.media() ?? null;
  }

  reset(): void {
    this.#self = null;
    this.#early = [];
    this.#views.reset();
    for (const entry of this.#entries.values()) this.#close(entry);
  }

  close(): void {
    this.reset();
    this.#tracks.clear();
    this.#scope.close();
  }

  /** Keeps the link of the same instance and order, else makes the one that this pair needs. */
  #admit(self: Participant, other: Participant, moved: boolean): void {
    const polite = self.order > other.order;
    let entry = this.#entries.get(other.id);
    const prepared = entry?.order === null;
    const sameOrder = prepared || entry?.order === other.order;
    const fits = entry?.instanceId === other.instanceId && entry.link.polite === polite;
    let epoch = 0;
    if (entry && (!fits || !sameOrder || moved)) {
      if (entry.instanceId === other.instanceId) epoch = entry.link.epoch + 1;
      this.#close(entry);
      entry = undefined;
    }
    entry ??= this.#open(other, polite, polite ? epoch : 0);
    const offerDelivered = prepared && entry.offered;
    entry.order = other.order;
    entry.offered = false;
    this.#tellView(other.id);
    entry.link.setOnline(other.connection === 'connected', offerDelivered);
  }

  #open(
    other: { id: string; instanceId: string; order: number | null },
    polite: boolean,
    epoch: number,
  ): Entry {
    const { id, instanceId, order } = other;
    const link = new PeerLink({
      polite,
      epoch,
      tracks: this.#tracks,
      adaptation: this.#adaptation,
      iceServers: () => this.#iceServers,
      refreshIceServers: () => this.#context.refreshIceServers(),
      createConnection: (policy) => this.#createConnection(this.#configuration(policy)),
      // A signal that did not arrive is made up for: offers are repeated, paths restored.
      send: (signal) => {
        this.#context
          .sendSignal({ to: id, toInstance: instanceId, ...signal })
          .catch(() => undefined);
      },
      onChange: () => this.#context.events.remoteChanged(id),
    });
    const entry: Entry = { id, instanceId, order, offered: false, link };
    this.#entries.set(id, entry);
    return entry;
  }

  #close(entry: Entry): void {
    entry.link.close();
    if (this.#entries.get(entry.id) === entry) this.#entries.delete(entry.id);
  }

  #keepOnly(people: readonly { id: string; instanceId: string }[]): void {
    const instances = new Map(people.map((person) => [person.id, person.instanceId]));
    for (const entry of this.#entries.values()) {
      if (instances.get(entry.id) !== entry.instanceId) this.#close(entry);
    }
  }

  #tellView(id: string): void {
    this.#entries.get(id)?.link.setView(this.#views.of(id));
  }

  #adaptAll(): void {
    for (const { link } of this.#entries.values()) link.adapt();
  }

  #configuration(iceTransportPolicy: RTCIceTransportPolicy): RTCConfiguration {
    return {
      iceServers: this.#iceServers,
      iceTransportPolicy,
      bundlePolicy: 'max-bundle',
      rtcpMuxPolicy: 'require',
      ...(this.#certificates.length > 0 && { certificates: this.#certificates }),
    };
  }

  /** Made once, ahead of time: each connection would otherwise make its own. */
  async #makeCertificate(): Promise<void> {
    if (typeof RTCPeerConnection === 'undefined') return;
    const algorithm: EcKeyGenParams = { name: 'ECDSA', namedCurve: 'P-256' };
    const certificate = await RTCPeerConnection.generateCertificate(algorithm).catch(() => null);
    if (certificate) this.#certificates = [certificate];
  }

  #tellLevels(): void {
    if (!this.#self) return;
    const levels = new Map([...this.#entries].map(([id, { link }]) => [id, link.level()]));
    this.#context.events.levels(levels);
  }

  #measure(): void {
    if (!this.#self) return;
    for (const { link } of this.#entries.values()) link.measure().catch(() => undefined);
  }
}

/** Of a picture held upright the width counts: 'p' names the shorter side. */
function shorterSide(track: MediaStreamTrack | undefined): number | null {
  const { width, height } = track?.getSettings() ?? {};
  return width && height ? Math.min(width, height) : null;
}
