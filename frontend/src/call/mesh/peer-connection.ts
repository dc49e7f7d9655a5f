import {
  hasOnlyMedia,
  LOBBY_MEDIA_SECTIONS,
  MAX_MEDIA_SECTIONS,
  type ReceiverConstraints,
} from '@parley/shared/signaling';
import { Emitter, type Subscribable } from '../../core/emitter';
import { createLog } from '../../core/log';
import { type StatsSample, takeStatsSample } from '../quality/stats-sample';
import { Adaptation, type AdaptationContext } from './adaptation';
import { type FingerprintPair, isSamePair, negotiatedFingerprints } from './fingerprints';
import { IceMonitor } from './ice-monitor';
import { Negotiation, type Signal } from './negotiation';
import { DtlsRole, withOpusParameters, withPromiseToReceive, withStartBitrate } from './sdp';
import { type LocalTracks, Transceivers } from './transceivers';

const log = createLog('mesh');

export interface PeerConnectionOptions {
  readonly pc: RTCPeerConnection;
  /** Whether this side makes the first offer and yields in a collision. */
  readonly polite: boolean;
  /** Whether it is made before joining: ICE has connected when media starts. */
  readonly preconnected: boolean;
  readonly adaptation: AdaptationContext;
  /** The constraints of the peer; null before it has sent any. */
  readonly constraints: ReceiverConstraints | null;
  /** The tracks to send. */
  tracks(): LocalTracks;
  /** Whether media of the peer is decoded, which may only start when the peer has joined. */
  receives(): boolean;
  send(signal: Signal): void;
}

export type PeerConnectionEvents = {
  /** The connection has to be recreated. */
  unusable: void;
  /** The received tracks or the connection state have changed. */
  changed: void;
  progress: 'describe' | 'track';
};

/** One `RTCPeerConnection` and the objects that control it, for one link epoch. */
export class PeerConnection {
  readonly pc: RTCPeerConnection;
  readonly transceivers: Transceivers;
  readonly negotiation: Negotiation;
  readonly ice: IceMonitor;
  readonly adaptation: Adaptation;
  readonly #events = new Emitter<PeerConnectionEvents>();
  readonly #options: PeerConnectionOptions;
  readonly #dtlsRole = new DtlsRole();
  #fingerprints: FingerprintPair | null = null;

  constructor(options: PeerConnectionOptions) {
    const { pc, polite } = options;
    this.#options = options;
    this.pc = pc;
    this.transceivers = new Transceivers(pc);
    this.adaptation = new Adaptation(
      options.adaptation,
      (source) => this.transceivers.senderOf(source),
      options.constraints,
    );
    this.ice = new IceMonitor(pc);
    this.negotiation = new Negotiation(pc, {
      polite,
      accepts: (sdp) =>
        hasOnlyMedia(sdp, options.receives() ? MAX_MEDIA_SECTIONS : LOBBY_MEDIA_SECTIONS),
      send: (signal) => options.send(signal),
      amend: (sdp, type) => this.#amend(sdp, type),
      onOffer: () => {
        this.transceivers.adopt(options.tracks(), options.receives());
        this.adaptation.update();
      },
      onStable: () => this.#onStable(),
      onRefusedAnswer: () => this.#events.emit('unusable'),
      onProblem: () => {
        if (!this.ice.connected) this.ice.fail();
      },
    });
    pc.onconnectionstatechange = () => {
      // DTLS has failed on a working ICE connection: another one would not help (RFC 8827 6.5).
      if (pc.connectionState === 'failed' && this.ice.connected) this.#events.emit('unusable');
      this.#readFingerprints();
      this.#events.emit('changed');
    };
    // A track exists from the description on and unmutes when its first packet arrives.
    pc.ontrack = ({ track }) => {
      track.addEventListener('unmute', () => this.#events.emit('progress', 'track'), {
        once: true,
      });
    };
    // We use no data channels; `accepts` refuses descriptions that contain one.
    pc.ondatachannel = ({ channel }) => channel.close();
    if (polite) {
      this.transceivers.create(options.tracks());
      this.negotiation.negotiate();
    }
  }

  get events(): Subscribable<PeerConnectionEvents> {
    return this.#events;
  }

  /** The certificates of both sides; null before the DTLS handshake, or in doubt. */
  get fingerprints(): FingerprintPair | null {
    return this.#fingerprints;
  }

  /** Takes a stats sample, and checks that the certificates in use are the negotiated ones. */
  async takeSample(): Promise<StatsSample> {
    const sample = await takeStatsSample(this.pc);
    const { fingerprints } = sample;
    if (fingerprints && this.#fingerprints && !isSamePair(fingerprints, this.#fingerprints)) {
      log.warn('the certificates in use are not the negotiated ones');
      this.#fingerprints = null;
      this.#events.emit('changed');
    }
    return sample;
  }

  /**
   * Sets whether signals reach the peer.
   *
   * @param offerDelivered the first offer has reached the peer with `meeting:join`
   */
  setOnline(online: boolean, offerDelivered = false): void {
    this.ice.setOnline(online);
    this.negotiation.setOnline(online, offerDelivered);
  }

  /** To call when the peer has joined: its media is decoded from now on. */
  startReceiving(): void {
    if (!this.transceivers.receives) this.negotiation.answerAgain();
  }

  /** Sets the ICE servers for the next time that candidates are gathered. */
  configure(iceServers: RTCIceServer[]): void {
    if (this.pc.signalingState === 'closed' || iceServers.length === 0) return;
    this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers });
  }

  close(): void {
    this.adaptation.close();
    this.negotiation.close();
    this.ice.close();
    this.#events.clear();
    this.pc.onconnectionstatechange = null;
    this.pc.ontrack = null;
    this.pc.ondatachannel = null;
    this.pc.close();
  }

  #amend(sdp: string, type: RTCSdpType): string {
    const { polite, preconnected } = this.#options;
    const kept = type === 'answer' ? this.#dtlsRole.keep(sdp) : sdp;
    const promised = polite || type !== 'answer' ? kept : withPromiseToReceive(kept);
    const amended = withOpusParameters(promised);
    return preconnected ? withStartBitrate(amended) : amended;
  }

  #onStable(): void {
    const { pc, transceivers } = this;
    this.#dtlsRole.settle(pc);
    transceivers.settle(this.#options.tracks());
    // This side made the last offer, so it needs another one to start receiving.
    if (this.#options.receives() && pc.currentRemoteDescription?.type === 'answer') {
      transceivers.startReceiving();
    }
    this.adaptation.onNegotiated();
    this.ice.startIceDeadline();
    this.#readFingerprints();
    this.#events.emit('progress', 'describe');
    this.#events.emit('changed');
  }

  #readFingerprints(): void {
    if (this.pc.connectionState !== 'connected') return;
    const found = negotiatedFingerprints(this.pc);
    if (!isSamePair(found, this.#fingerprints)) this.#fingerprints = found;
  }
}
