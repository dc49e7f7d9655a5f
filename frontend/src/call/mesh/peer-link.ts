import type { Candidate, Description } from '@parley/shared/signaling';
import type { ConnectionQuality } from '../call-snapshot';
import type { FirstOffer, RemoteMedia, TrackSource } from '../media-transport';
import { judgeQuality, type QualitySample, readSample } from '../stats/connection-quality';
import { IceMonitor } from './ice-monitor';
import { Negotiation, type Signal } from './negotiation';
import { type LocalTracks, Senders } from './senders';

/** When the camera is sent at full size: the bandwidth estimate has grown by then. */
const FULL_SIZE_AFTER_MS = 1_500;

export interface LinkSignal {
  readonly epoch: number;
  readonly description?: Description;
  readonly candidate?: Candidate;
}

export interface PeerLinkOptions {
  /** The newcomer of the two: makes the first offer, yields in a collision, starts new epochs. */
  readonly polite: boolean;
  readonly epoch: number;
  /** Read at each use; owned by the transport. */
  readonly tracks: LocalTracks;
  createConnection(): RTCPeerConnection;
  /** Newest servers, set before each ICE restart. */
  iceServers(): RTCIceServer[];
  send(signal: LinkSignal): void;
  onChange(): void;
}

interface Connection {
  readonly pc: RTCPeerConnection;
  readonly senders: Senders;
  readonly negotiation: Negotiation;
  readonly ice: IceMonitor;
}

/** The way to one other instance: one RTCPeerConnection at a time, counted by `epoch`. */
export class PeerLink {
  readonly #options: PeerLinkOptions;
  #epoch: number;
  #connection: Connection;
  #online = false;
  #closed = false;
  #wasConnected = false;
  #sample: QualitySample | null = null;
  #quality: ConnectionQuality = 'unknown';
  #growth: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    this.#epoch = options.epoch;
    this.#connection = this.#connect();
  }

  get polite(): boolean {
    return this.#options.polite;
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** What was prepared, for the join command; null while it is not ready. */
  takeOffer(): FirstOffer | null {
    const description = this.#connection.negotiation.takeOffer();
    return description && { epoch: this.#epoch, description };
  }

  /** Whether signals reach the other side; on the way back a path that was lost is restored. */
  setOnline(online: boolean, offerDelivered = false): void {
    if (this.#closed) return;
    this.#online = online;
    this.#connection.negotiation.setOnline(online, offerDelivered);
    if (online && this.#wasConnected) this.restartIfLost();
  }

  restartIfLost(): void {
    const { ice, pc } = this.#connection;
    if (!this.#closed && pc.remoteDescription && !ice.connected) this.#restart();
  }

  receive(signal: LinkSignal): void {
    if (this.#closed || signal.epoch < this.#epoch) return;
    if (signal.epoch > this.#epoch) {
      if (this.polite) return;
      this.#renew(signal.epoch);
    }
    this.#connection.negotiation.receive(signal);
  }

  publish(source: TrackSource, track: MediaStreamTrack | null): void {
    if (!this.#closed) this.#connection.senders.set(source, track);
  }

  media(): RemoteMedia {
    const lost = this.#wasConnected && !this.#connection.ice.connected;
    return {
      tracks: Object.fromEntries(this.#wasConnected ? this.#connection.senders.received() : []),
      quality: lost ? 'lost' : this.#quality,
    };
  }

  /** Loudness of the other's microphone, 0..1, as played out (W3C webrtc-pc 5.3, RFC 6464). */
  level(): number {
    const receiver = this.#connection.senders.microphoneReceiver;
    return receiver?.getSynchronizationSources()[0]?.audioLevel ?? 0;
  }

  /** Measures quality since the last call. */
  async measure(): Promise<void> {
    const { pc } = this.#connection;
    if (this.#closed || !this.#connection.ice.connected) return;
    const sample = readSample((await pc.getStats()).values());
    if (this.#closed || pc !== this.#connection.pc) return;
    const quality = judgeQuality(this.#sample, sample);
    this.#sample = sample;
    if (quality === this.#quality) return;
    this.#quality = quality;
    this.#options.onChange();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#disconnect();
  }

  #connect(): Connection {
    const pc = this.#options.createConnection();
    const senders = new Senders(pc);
    const ice = new IceMonitor(pc, {
      restart: () => this.#restart(),
      giveUp: () => this.#giveUp(),
      onConnected: () => this.#onConnected(),
    });
    const epoch = this.#epoch;
    const negotiation = new Negotiation(pc, {
      polite: this.polite,
      send: (signal: Signal) => this.#options.send({ epoch, ...signal }),
      onOffer: () => senders.adopt(this.#options.tracks),
      onStable: () => {
        senders.settle(this.#options.tracks);
        this.#options.onChange();
      },
      onProblem: () => this.#onProblem(),
    });
    pc.onconnectionstatechange = () => this.#options.onChange();
    if (this.polite) {
      senders.create(this.#options.tracks);
      negotiation.negotiate();
    }
    return { pc, senders, negotiation, ice };
  }

  #disconnect(): void {
    clearTimeout(this.#growth);
    const { pc, negotiation, ice } = this.#connection;
    negotiation.close();
    ice.close();
    pc.onconnectionstatechange = null;
    pc.close();
  }

  #onConnected(): void {
    this.#wasConnected = true;
    clearTimeout(this.#growth);
    const { senders } = this.#connection;
    this.#growth = setTimeout(() => senders.scaleCamera(1), FULL_SIZE_AFTER_MS);
    this.#options.onChange();
  }

  #onProblem(): void {
    if (!this.#closed && !this.#connection.ice.connected) this.#connection.ice.fail();
  }

  #restart(): void {
    if (this.#closed) return;
    const { pc } = this.#connection;
    const iceServers = this.#options.iceServers();
    if (iceServers.length > 0) pc.setConfiguration({ ...pc.getConfiguration(), iceServers });
    pc.restartIce();
  }

  /** Only one side may start an epoch; the other restarts until the new one arrives. */
  #giveUp(): void {
    if (this.polite) this.#renew(this.#epoch + 1);
    else this.#restart();
  }

  #renew(epoch: number): void {
    this.#disconnect();
    this.#epoch = epoch;
    this.#sample = null;
    this.#connection = this.#connect();
    this.#connection.negotiation.setOnline(this.#online);
    this.#options.onChange();
  }
}
