import type { PresentParticipant } from '@parley/shared/participants';
import type { Description, ReceiverConstraints, SignalSend } from '@parley/shared/signaling';
import { differs } from '../../core/differs';
import type { Emitter } from '../../core/emitter';
import { createLog } from '../../core/log';
import { RateLimit } from '../../core/rate-limit';
import type { FirstOffer, RemoteMedia, TransportEvents } from '../media-transport';
import type { TrackSource } from '../track-source';
import { LOST_QUALITY } from '../quality/connection-quality';
import type { DataMeter } from '../quality/data-meter';
import type { PeerStatistics } from '../quality/peer-statistics';
import { QualityTracker } from '../quality/quality-tracker';
import { readSendFeedback } from '../quality/send-feedback';
import type { QualityReading } from '../session/call-snapshot';
import type { AdaptationContext } from './adaptation';
import { AudioInactivityDetector } from './audio-inactivity-detector';
import { type ConnectionFactory, transportPolicy } from './connection-factory';
import { InitialConnect } from './initial-connect';
import { PeerConnection } from './peer-connection';
import { UNCONSTRAINED } from './receiver-constraints';
import { isOfOtherSession } from './sdp';
import type { LocalTracks } from './transceivers';

const log = createLog('peer-link');

/** A signal without its addressee or sender. */
export type LinkSignal = Omit<SignalSend, 'to' | 'toInstance'>;

/** One instance of another participant; `joinSeq` is null until both clients have joined. */
export type PeerAddress = Pick<PresentParticipant, 'id' | 'instanceId'> & {
  readonly joinSeq: number | null;
};

export interface PeerLinkOptions {
  readonly peer: PeerAddress;
  /**
   * Whether this client joined last: it makes the first offer, yields in a collision and starts new
   * link epochs.
   */
  readonly polite: boolean;
  readonly epoch: number;
  /** Whether it connects before joining; see `PeerConnectionOptions.preconnected`. */
  readonly preconnected: boolean;
  /** The tracks of this client by source, read at each use; sent when both clients have joined. */
  readonly tracks: LocalTracks;
  readonly adaptation: AdaptationContext;
  readonly connections: Pick<ConnectionFactory, 'create' | 'iceServers'>;
  /** The events of the transport. */
  readonly events: Pick<Emitter<TransportEvents>, 'emit'>;
  /** Resolves when the credentials of `connections` are fresh or unobtainable. Never rejects. */
  refreshIceServers(): Promise<void>;
  send(signal: LinkSignal): void;
}

/**
 * Everything between this client and one other instance: one peer connection at a time, counted by
 * `epoch`. Until both clients have joined, the link carries no media: its transceivers are empty, and
 * a participant drops what a lobby peer sends. `admit` only calls `replaceTrack` and, on the side of
 * the participant, applies the known offer again.
 */
export class PeerLink {
  readonly id: string;
  readonly instanceId: string;
  readonly polite: boolean;
  /** Whether its offer has travelled with `meeting:join`. */
  offered = false;
  readonly #options: PeerLinkOptions;
  #joinSeq: number | null;
  #epoch: number;
  #connection: PeerConnection;
  #online = false;
  #closed = false;
  /** Whether ICE has to be restarted as soon as signals reach the peer. */
  #restartPending = false;
  /** New connections since the last one that worked, whichever side recreated them. */
  #recreations = 0;
  /** Limits recreations by the peer, since each may replace a working connection. */
  readonly #remoteRecreations = new RateLimit(5, 10_000);
  /** What the peer wants to receive, and what this client wants to receive. */
  #remoteConstraints: ReceiverConstraints | null = null;
  #localConstraints = UNCONSTRAINED;
  readonly #initialConnect: InitialConnect;
  readonly #quality = new QualityTracker();
  readonly #audio = new AudioInactivityDetector();

  /** @throws what the browser throws when it cannot make a connection */
  constructor(options: PeerLinkOptions) {
    const { peer, polite, epoch } = options;
    this.#options = options;
    this.id = peer.id;
    this.instanceId = peer.instanceId;
    this.polite = polite;
    this.#joinSeq = peer.joinSeq;
    this.#initialConnect = new InitialConnect(() => this.#emitChange());
    this.#epoch = epoch;
    this.#connection = this.#connect();
  }

  get joinSeq(): number | null {
    return this.#joinSeq;
  }

  /** Whether both clients have joined. */
  get admitted(): boolean {
    return this.#joinSeq !== null;
  }

  get connected(): boolean {
    return this.#connection.ice.connected;
  }

  get epoch(): number {
    return this.#epoch;
  }

  get #wasConnected(): boolean {
    return this.#initialConnect.state === 'connected';
  }

  /** The offer for `meeting:join`; null while it is not ready. */
  takeOffer(): FirstOffer | null {
    const description = this.#connection.negotiation.takeOffer();
    return description && { epoch: this.#epoch, description };
  }

  /** Both clients have joined: media starts, in case it has not. */
  admit(joinSeq: number): void {
    const wasAdmitted = this.admitted;
    this.#joinSeq = joinSeq;
    this.offered = false;
    if (wasAdmitted || this.#closed) return;
    this.#initialConnect.pause();
    if (this.connected) this.#connection.adaptation.begin();
    for (const [source, track] of this.#options.tracks) this.publish(source, track);
    // Last: the peer waits for our first video frame, while its own is not under way yet.
    this.#connection.startReceiving();
  }

  /**
   * Sets whether signals reach the peer. When they do again, restores a lost connection.
   *
   * @param offerDelivered the first offer came with `meeting:join`, so the link need not ask for it
   */
  setOnline(online: boolean, offerDelivered = false): void {
    if (this.#closed) return;
    this.#online = online;
    if (online) this.#initialConnect.start();
    else this.#initialConnect.pause();
    this.#connection.setOnline(online, offerDelivered);
    if (!online) return;
    if (!offerDelivered && !this.#connection.pc.remoteDescription) this.#askToRecreate();
    this.#repeatConstraints();
    const isLost = this.#wasConnected && !this.connected;
    if (isLost || this.#restartPending) this.restart();
  }

  /** Restarts ICE. The current ICE connection is used until there is a new one. */
  restart(): void {
    if (this.#closed || !this.#connection.pc.remoteDescription) return;
    this.#restartPending = !this.#online;
    if (!this.#online) return;
    if (this.#connection.ice.needsRecreation) this.#replaceConnection();
    else void this.#restartIce();
  }

  /** Restarts ICE if nothing arrives, as after a change of network. */
  verifyConnection(): void {
    if (!this.#closed) void this.#connection.ice.verifyConnection();
  }

  /** To call when there are newer ICE servers or newer credentials. */
  configure(): void {
    this.#connection.configure(this.#options.connections.iceServers);
  }

  receive(signal: LinkSignal): void {
    if (this.#closed || signal.epoch < this.#epoch) return;
    if (signal.constraints) return this.#setRemoteConstraints(signal.constraints);
    if (signal.recreate) return this.#onAskedToRecreate(signal.epoch);
    const isNewer = signal.epoch > this.#epoch || this.#isOfAnother(signal.description);
    if (isNewer && !this.#follow(signal)) return;
    this.#connection.negotiation.receive(signal);
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    if (this.#closed || !this.admitted) return;
    this.#connection.transceivers.set(source, track);
    this.#connection.adaptation.update();
  }

  /** Sends the constraints of this client now, and again after every interruption. */
  setConstraints(constraints: ReceiverConstraints): void {
    const hasChanged = differs(this.#localConstraints, constraints);
    this.#localConstraints = constraints;
    if (hasChanged && this.#online) this.#sendConstraints();
  }

  /** To call when a condition that all links share has changed. */
  adapt(): void {
    if (!this.#closed) this.#connection.adaptation.update();
  }

  media(): RemoteMedia {
    const { ice, transceivers } = this.#connection;
    const isLost = this.#wasConnected && ice.lost;
    const tracks = this.#wasConnected ? transceivers.received() : transceivers.expected();
    return {
      tracks: Object.fromEntries(tracks),
      initialConnect: this.#initialConnect.state,
      quality: isLost ? LOST_QUALITY : this.#quality.remote,
      fingerprints: this.#connection.fingerprints,
    };
  }

  /** Audio level of the peer's microphone as it is played, 0..1 (W3C webrtc-pc 5.3, RFC 6464). */
  level(): number {
    return this.#connection.transceivers.microphoneSource?.audioLevel ?? 0;
  }

  /**
   * Checks whether audio arrives; to call several times a second, cheap. Verifies a connection that
   * becomes inactive, as ICE may take long to notice. Sends key frames after a gap.
   */
  checkAudio(): void {
    const { transceivers, adaptation } = this.#connection;
    const { timestamp } = transceivers.microphoneSource ?? {};
    const change = this.#audio.observe(timestamp, performance.now());
    if (change === 'active') adaptation.onInterrupted();
    if (change === 'inactive' && this.connected) this.verifyConnection();
  }

  /** Quality of this client's side of the connection. */
  get ownQuality(): QualityReading {
    return this.#quality.own;
  }

  /** Takes a stats sample, from which follow quality, data used and what is sent. */
  async sample(data: DataMeter): Promise<void> {
    const { pc, ice, adaptation } = this.#connection;
    if (this.#closed) return;
    if (ice.lost) return this.#quality.reset();
    const sample = await this.#connection.takeSample();
    data.observe(pc, sample);
    if (this.#closed || pc !== this.#connection.pc) return;
    const now = performance.now();
    adaptation.observe(readSendFeedback(sample), now);
    if (this.#quality.add(sample, adaptation.limited, now)) this.#emitChange();
  }

  /** The statistics of the last stats samples. */
  statistics(): PeerStatistics {
    const { transceivers } = this.#connection;
    return this.#quality.statistics(this.id, (mid) => transceivers.sourceOfMid(mid));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#initialConnect.pause();
    this.#connection.close();
  }

  /** Whether an offer is from a new `RTCPeerConnection`, as when a peer opens the lobby again. */
  #isOfAnother(description: Description | undefined): boolean {
    if (this.polite || description?.type !== 'offer') return false;
    return isOfOtherSession(description, this.#connection.pc.remoteDescription);
  }

  /** Follows the peer into a newer epoch; false if it may not start one, or not so often. */
  #follow({ epoch, description }: LinkSignal): boolean {
    if (this.polite || description?.type !== 'offer') return false;
    if (!this.#remoteRecreations.allow(performance.now())) return false;
    this.#recreate(epoch);
    return true;
  }

  #setRemoteConstraints(constraints: ReceiverConstraints): void {
    this.#remoteConstraints = constraints;
    this.#connection.adaptation.setConstraints(constraints);
    if (this.#quality.setReported(constraints.uplinkLimited ?? null)) this.#emitChange();
  }

  #connect(): PeerConnection {
    const { polite, preconnected, tracks, adaptation, connections, events } = this.#options;
    const epoch = this.#epoch;
    const connection = new PeerConnection({
      pc: connections.create(transportPolicy(this.#recreations, connections.iceServers)),
      polite,
      preconnected,
      adaptation,
      constraints: this.#remoteConstraints,
      tracks: () => (this.admitted ? tracks : new Map()),
      // The peers of a polite client have joined before it.
      receives: () => polite || this.admitted,
      send: (signal) => this.#options.send({ epoch, ...signal }),
    });
    const { ice } = connection;
    ice.events.on('connected', () => this.#onConnected());
    ice.events.on('restartNeeded', () => this.restart());
    ice.events.on('verificationFailed', () => {
      this.restart();
      events.emit('verificationFailed');
    });
    ice.events.on('unusable', () => this.#onUnusable());
    ice.events.on('changed', () => this.#emitChange());
    connection.events.on('unusable', () => this.#onUnusable());
    connection.events.on('changed', () => this.#emitChange());
    connection.events.on('progress', (step) => events.emit('progress', step));
    return connection;
  }

  #onConnected(): void {
    const { ice, adaptation } = this.#connection;
    if (ice.needsRecreation) return this.#replaceConnection();
    if (this.#wasConnected) adaptation.onInterrupted();
    this.#initialConnect.succeed();
    this.#recreations = 0;
    adaptation.onConnected();
    this.#options.events.emit('progress', 'connected');
    this.#emitChange();
  }

  async #restartIce(): Promise<void> {
    const { pc } = this.#connection;
    await this.#options.refreshIceServers();
    if (this.#closed || pc !== this.#connection.pc) return;
    log.info('restarting ICE', { epoch: this.#epoch });
    this.configure();
    pc.restartIce();
  }

  /**
   * Only the polite peer may start an epoch; the impolite one asks for it and restarts ICE until it
   * arrives. While signals do not reach the peer, a new connection would not help either.
   */
  #onUnusable(): void {
    if (this.polite && this.#online) return this.#replaceConnection();
    this.#askToRecreate();
    this.restart();
  }

  /** Recreates the connection, or asks the polite peer to do so. */
  #replaceConnection(): void {
    if (this.polite) void this.#startEpoch(this.#epoch + 1);
    else this.#askToRecreate();
  }

  #askToRecreate(): void {
    if (this.polite || !this.#online) return;
    this.#options.send({ epoch: this.#epoch, recreate: true });
  }

  /** Ignored while our first offer has no answer: the offer is under way, or will be repeated. */
  #onAskedToRecreate(epoch: number): void {
    const isAgreed = this.#connection.pc.remoteDescription !== null;
    if (!this.polite || !this.#online || !(isAgreed || epoch > this.#epoch)) return;
    if (this.#remoteRecreations.allow(performance.now())) void this.#startEpoch(epoch + 1);
  }

  async #startEpoch(epoch: number): Promise<void> {
    const { pc } = this.#connection;
    await this.#options.refreshIceServers();
    if (this.#closed || pc !== this.#connection.pc) return;
    if (!this.connected) this.#recreations += 1;
    try {
      this.#recreate(epoch);
    } catch (error) {
      log.error('the browser makes no new connection', { error });
      this.#options.events.emit('failed', error);
    }
  }

  #recreate(epoch: number): void {
    log.info('recreating the connection', { epoch });
    this.#connection.close();
    this.#epoch = epoch;
    this.#quality.reset();
    this.#connection = this.#connect();
    this.#connection.setOnline(this.#online);
    if (this.#online) this.#repeatConstraints();
    this.#emitChange();
  }

  /** The peer of a new link assumes `UNCONSTRAINED` anyway. */
  #repeatConstraints(): void {
    const isAssumed = !this.#wasConnected && !differs(UNCONSTRAINED, this.#localConstraints);
    if (!isAssumed) this.#sendConstraints();
  }

  #sendConstraints(): void {
    this.#options.send({ epoch: this.#epoch, constraints: this.#localConstraints });
  }

  #emitChange(): void {
    this.#options.events.emit('remoteChanged', this.id);
  }
}
