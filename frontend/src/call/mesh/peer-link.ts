import type { Description, View } from '@parley/shared/signaling';
import type { QualityReading } from '../session/call-snapshot';
import type { FirstOffer, RemoteMedia, TrackSource } from '../media-transport';
import { LOST_QUALITY } from '../quality/connection-quality';
import type { DataMeter } from '../quality/data-meter';
import type { PeerStatistics } from '../quality/statistics';
import type { StatsReport } from '../quality/stats-report';
import { differs } from '../../core/differs';
import { RateLimit } from '../../core/rate-limit';
import { sessionId } from './sdp-version-filter';
import { InitialConnect } from './initial-connect';
import { LinkConnection } from './link-connection';
import { LinkMeter } from './link-meter';
import { readLinkObservation } from './link-observation';
import type { LinkSignal, PeerLinkOptions } from './peer-link-options';
import { AudioInactivityDetector } from './audio-inactivity-detector';
import { EVERYTHING } from './views';

/** The way to one other instance: one RTCPeerConnection at a time, counted by `epoch`. */
export class PeerLink {
  readonly #options: PeerLinkOptions;
  #epoch: number;
  #connection: LinkConnection;
  #online = false;
  #closed = false;
  /** While signals could not be sent. */
  #restartOwed = false;
  /** New connections made since the last one that worked, whoever gave it up. */
  #recreations = 0;
  /** Each costs a connection that may have worked, so nobody can have them all the time. */
  readonly #theirRecreations = new RateLimit(5, 10_000);
  /** How the other shows us, and how we show them. */
  #theirView: View | null = null;
  #ownView: View = EVERYTHING;
  readonly #firstPath: InitialConnect;
  readonly #meter = new LinkMeter();
  readonly #sound = new AudioInactivityDetector();

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    this.#firstPath = new InitialConnect(() => options.onChange());
    this.#epoch = options.epoch;
    this.#connection = this.#connect();
  }

  get polite(): boolean {
    return this.#options.polite;
  }

  get connected(): boolean {
    return this.#connection.ice.connected;
  }

  get #wasConnected(): boolean {
    return this.#firstPath.state === 'found';
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** What was prepared, for the join command; null while it is not ready. */
  takeOffer(): FirstOffer | null {
    const description = this.#connection.negotiation.takeOffer();
    return description && { epoch: this.#epoch, description };
  }

  /**
   * Whether signals reach the other side; on the way back a path that was lost is restored.
   * `offerDelivered`: the first offer came with the join, so that nobody has to ask for it.
   */
  setOnline(online: boolean, offerDelivered = false): void {
    if (this.#closed) return;
    this.#online = online;
    if (online) this.#firstPath.seek();
    else this.#firstPath.pause();
    this.#connection.setOnline(online, offerDelivered);
    if (!online) return;
    if (!offerDelivered && !this.#connection.pc.remoteDescription) this.#askToRecreate();
    this.#repeatView();
    const lost = this.#wasConnected && !this.#connection.ice.connected;
    if (lost || this.#restartOwed) this.restart();
  }

  /** A new path is looked for while the old one, where it still carries, is used on. */
  restart(): void {
    if (this.#closed || !this.#connection.pc.remoteDescription) return;
    this.#restartOwed = !this.#online;
    if (!this.#online) return;
    if (this.#connection.ice.spent) this.#replace();
    else void this.#restart();
  }

  /** The network may be another one now. */
  doubt(): void {
    if (!this.#closed) void this.#connection.ice.doubt();
  }

  /** There are newer servers, or newer credentials for them. */
  configure(): void {
    this.#connection.configure(this.#options.iceServers());
  }

  receive(signal: LinkSignal): void {
    if (this.#closed || signal.epoch < this.#epoch) return;
    if (signal.view) return this.#hear(signal.view);
    if (signal.recreate) return this.#onAskedToRecreate(signal.epoch);
    const isNewer = signal.epoch > this.#epoch || this.#isOfAnother(signal.description);
    if (isNewer && !this.#follow(signal)) return;
    this.#connection.negotiation.receive(signal);
  }

  /** Media is about to start: small at first. */
  begin(): void {
    if (this.#closed) return;
    this.#firstPath.pause();
    if (this.connected) this.#connection.adaptation.begin();
  }

  /** `receives` is true from now on. */
  admit(): void {
    if (!this.#closed) this.#connection.admit();
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    if (this.#closed) return;
    this.#connection.senders.set(source, track);
    this.#connection.adaptation.update();
  }

  /** How we show the other; told at once and again after every interruption. */
  setView(view: View): void {
    const changed = differs(this.#ownView, view);
    this.#ownView = view;
    if (changed && this.#online) this.#send(view);
  }

  /** Something that holds for the whole call has changed. */
  adapt(): void {
    if (!this.#closed) this.#connection.adaptation.update();
  }

  media(): RemoteMedia {
    const lost = this.#wasConnected && this.#connection.ice.lost;
    const { senders } = this.#connection;
    return {
      tracks: Object.fromEntries(this.#wasConnected ? senders.received() : senders.awaited()),
      path: this.#firstPath.state,
      quality: lost ? LOST_QUALITY : this.#meter.remote,
    };
  }

  /** Loudness of the other's microphone, 0..1, as played out (W3C webrtc-pc 5.3, RFC 6464). */
  level(): number {
    return this.#connection.senders.sound?.audioLevel ?? 0;
  }

  /**
   * To call several times a second, cheap. A path that falls silent is in doubt, as not every path
   * that dies is called lost by ICE within seconds; after a gap the picture starts anew.
   */
  listen(): void {
    const { senders, adaptation } = this.#connection;
    const change = this.#sound.observe(senders.sound?.timestamp, performance.now());
    if (change === 'back') adaptation.onPathBack();
    if (change === 'gone' && this.connected) this.doubt();
  }

  /** Of this side of the connection. */
  get ownQuality(): QualityReading {
    return this.#meter.own;
  }

  /** Measures quality since the last call, counts its bytes, and adapts what is sent. */
  async measure(data: DataMeter): Promise<void> {
    const { pc, adaptation } = this.#connection;
    if (this.#closed) return;
    if (this.#connection.ice.lost) return this.#meter.reset();
    const report: StatsReport = await pc.getStats();
    data.observe(pc, report);
    if (this.#closed || pc !== this.#connection.pc) return;
    const now = performance.now();
    adaptation.observe(readLinkObservation(report.values(), now));
    if (this.#meter.take(report, adaptation.limited, now)) this.#options.onChange();
  }

  /** What was measured last. */
  statistics(): PeerStatistics {
    const { pc, senders } = this.#connection;
    const transceivers = new Map(pc.getTransceivers().map((one) => [one.mid, one]));
    return this.#meter.statistics((mid) => {
      const transceiver = transceivers.get(mid);
      return transceiver ? senders.sourceOf(transceiver) : null;
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#firstPath.pause();
    this.#connection.close();
  }

  /**
   * An offer of another RTCPeerConnection than the one we have agreed with, by the session that it
   * belongs to (RFC 8829 5.2.1): they forgot theirs, as somebody does who looks at a room again.
   */
  #isOfAnother(description: Description | undefined): boolean {
    if (this.polite || description?.type !== 'offer') return false;
    const known = sessionId(this.#connection.pc.remoteDescription?.sdp);
    return known !== null && sessionId(description.sdp) !== known;
  }

  /** Takes up an epoch that the other has started; false where they may not, or not so often. */
  #follow({ epoch, description }: LinkSignal): boolean {
    if (this.polite || description?.type !== 'offer') return false;
    if (!this.#theirRecreations.allow(performance.now())) return false;
    this.#recreate(epoch);
    return true;
  }

  #hear(view: View): void {
    this.#theirView = view;
    this.#connection.adaptation.setView(view);
    if (this.#meter.hear(view.limited ?? null)) this.#options.onChange();
  }

  #connect(): LinkConnection {
    const { polite, warm, tracks, adaptation } = this.#options;
    const epoch = this.#epoch;
    return new LinkConnection({
      pc: this.#options.createConnection(this.#policy()),
      polite,
      warm,
      tracks,
      adaptation,
      view: this.#theirView,
      receives: () => this.#options.receives(),
      send: (signal) => this.#options.send({ epoch, ...signal }),
      restart: () => this.restart(),
      onSilence: () => {
        this.restart();
        this.#options.onSilence();
      },
      giveUp: () => this.#giveUp(),
      onConnected: () => this.#onConnected(),
      onChange: () => this.#options.onChange(),
      onProgress: (step) => this.#options.onProgress(step),
    });
  }

  #onConnected(): void {
    if (this.#connection.ice.spent) return this.#replace();
    if (this.#wasConnected) this.#connection.adaptation.onPathBack();
    this.#firstPath.find();
    this.#recreations = 0;
    this.#connection.adaptation.onConnected();
    this.#options.onProgress('connected');
    this.#options.onChange();
  }

  async #restart(): Promise<void> {
    const { pc } = this.#connection;
    await this.#options.refreshIceServers();
    if (this.#closed || pc !== this.#connection.pc) return;
    this.configure();
    pc.restartIce();
  }

  /**
   * Only one side may start an epoch; the other asks for it, and restarts until it arrives. While
   * signals cannot be sent no connection could do better, so the restart is only remembered.
   */
  #giveUp(): void {
    if (!this.polite || !this.#online) {
      this.#askToRecreate();
      return this.restart();
    }
    this.#replace();
  }

  /** By a new connection, whoever may begin it. */
  #replace(): void {
    if (this.polite) void this.#startEpoch(this.#epoch + 1);
    else this.#askToRecreate();
  }

  /** Where the first offers are theirs to make, and what we have could never take another one. */
  #askToRecreate(): void {
    if (this.polite || !this.#online) return;
    this.#options.send({ epoch: this.#epoch, recreate: true });
  }

  /** An offer of ours that has no answer yet is what they miss, and on its way or repeated anyway. */
  #onAskedToRecreate(epoch: number): void {
    const isAgreed = this.#connection.pc.remoteDescription !== null;
    if (!this.polite || !this.#online || !(isAgreed || epoch > this.#epoch)) return;
    if (this.#theirRecreations.allow(performance.now())) void this.#startEpoch(epoch + 1);
  }

  async #startEpoch(epoch: number): Promise<void> {
    const { pc } = this.#connection;
    await this.#options.refreshIceServers();
    if (this.#closed || pc !== this.#connection.pc) return;
    if (!this.connected) this.#recreations += 1;
    try {
      this.#recreate(epoch);
    } catch (error) {
      this.#options.onFailed(error);
    }
  }

  /** Where a whole new connection did not help either, the next one tries the relay alone. */
  #policy(): RTCIceTransportPolicy {
    const hasRelay = this.#options.iceServers().some(({ credential }) => credential !== undefined);
    return hasRelay && this.#recreations % 2 === 0 && this.#recreations > 0 ? 'relay' : 'all';
  }

  #recreate(epoch: number): void {
    this.#connection.close();
    this.#epoch = epoch;
    this.#meter.reset();
    this.#connection = this.#connect();
    this.#connection.setOnline(this.#online);
    if (this.#online) this.#repeatView();
    this.#options.onChange();
  }

  /** After an interruption or on a new connection; a view that they assume anyway is not told. */
  #repeatView(): void {
    if (this.#wasConnected || differs(EVERYTHING, this.#ownView)) this.#send(this.#ownView);
  }

  #send(view: View): void {
    this.#options.send({ epoch: this.#epoch, view });
  }
}
