import {
  hasOnlyMedia,
  MAX_MEDIA_SECTIONS,
  LOBBY_MEDIA_SECTIONS,
  type View,
} from '@parley/shared/signaling';
import { Adaptation, type AdaptationContext } from './adaptation';
import { DtlsRole } from './dtls-role';
import { IceMonitor } from './ice-monitor';
import { Negotiation, type Signal } from './negotiation';
import { withOpusWishes } from './opus';
import { withPromiseToReceive } from './promise-to-receive';
import { type LocalTracks, Senders } from './senders';
import { withStartBitrate } from './start-bitrate';

export interface LinkConnectionOptions {
  readonly pc: RTCPeerConnection;
  /** Makes the first offer and yields in a collision. */
  readonly polite: boolean;
  /** Made before joining: the path stands when media starts. */
  readonly warm: boolean;
  /** Read at each use; owned by the transport. */
  readonly tracks: LocalTracks;
  readonly adaptation: AdaptationContext;
  /** How the other shows us, as far as it is known. */
  readonly view: View | null;
  /** Whether the other side may be seen and heard: not before they have joined. */
  receives(): boolean;
  send(signal: Signal): void;
  /** The path is lost or may be a worse one than there is. */
  restart(): void;
  /** Nothing comes over the path, whatever ICE calls it. */
  onSilence(): void;
  /** Restarts did not help. */
  giveUp(): void;
  onConnected(): void;
  onChange(): void;
  onProgress(step: 'describe' | 'track'): void;
}

/** One RTCPeerConnection and those who work on it, for as long as its epoch lasts. */
export class LinkConnection {
  readonly pc: RTCPeerConnection;
  readonly senders: Senders;
  readonly negotiation: Negotiation;
  readonly ice: IceMonitor;
  readonly adaptation: Adaptation;

  constructor(options: LinkConnectionOptions) {
    const { pc, polite, warm, tracks } = options;
    this.pc = pc;
    this.senders = new Senders(pc);
    this.adaptation = new Adaptation(
      options.adaptation,
      (source) => this.senders.senderOf(source),
      options.view,
    );
    this.ice = new IceMonitor(pc, {
      restart: () => options.restart(),
      onSilence: () => options.onSilence(),
      giveUp: () => options.giveUp(),
      onConnected: () => options.onConnected(),
      onChange: () => options.onChange(),
    });
    const role = new DtlsRole();
    this.negotiation = new Negotiation(pc, {
      polite,
      accepts: (sdp) =>
        hasOnlyMedia(sdp, options.receives() ? MAX_MEDIA_SECTIONS : LOBBY_MEDIA_SECTIONS),
      send: (signal) => options.send(signal),
      amend: (sdp, type) => {
        const kept = type === 'answer' ? role.keep(sdp) : sdp;
        const promised = polite || type !== 'answer' ? kept : withPromiseToReceive(kept);
        const amended = withOpusWishes(promised);
        return warm ? withStartBitrate(amended) : amended;
      },
      onOffer: () => {
        this.senders.adopt(tracks, options.receives());
        this.adaptation.update();
      },
      onStable: () => {
        role.settle(pc);
        this.senders.settle(tracks);
        // We made the last offer, so only another one can say more.
        if (options.receives() && pc.currentRemoteDescription?.type === 'answer') {
          this.senders.receive();
        }
        this.adaptation.onNegotiated();
        this.ice.seek();
        options.onProgress('describe');
        options.onChange();
      },
      onRefusedAnswer: () => options.giveUp(),
      onProblem: () => {
        if (!this.ice.connected) this.ice.fail();
      },
    });
    pc.onconnectionstatechange = () => {
      // The path stands and DTLS does not: no new path would mend that (RFC 8827 6.5).
      if (pc.connectionState === 'failed' && this.ice.connected) options.giveUp();
      options.onChange();
    };
    // A track is there with the description; it unmutes when its first packet has come.
    pc.ontrack = ({ track }) => {
      track.addEventListener('unmute', () => options.onProgress('track'), { once: true });
    };
    // Nothing here uses data channels, and no description that asks for one is taken.
    pc.ondatachannel = ({ channel }) => channel.close();
    if (polite) {
      this.senders.create(tracks);
      this.negotiation.negotiate();
    }
  }

  /** Whether signals reach the other side; `offerDelivered`: the first offer went another way. */
  setOnline(online: boolean, offerDelivered = false): void {
    this.ice.setOnline(online);
    this.negotiation.setOnline(online, offerDelivered);
  }

  /** The other side has joined: what comes from it is decoded from now on. */
  admit(): void {
    if (!this.senders.receives) this.negotiation.answerAgain();
  }

  /** Newest servers, for the next time that candidates are gathered, whoever starts it. */
  configure(iceServers: RTCIceServer[]): void {
    if (this.pc.signalingState === 'closed' || iceServers.length === 0) return;
    this.pc.setConfiguration({ ...this.pc.getConfiguration(), iceServers });
  }

  close(): void {
    this.adaptation.close();
    this.negotiation.close();
    this.ice.close();
    this.pc.onconnectionstatechange = null;
    this.pc.ontrack = null;
    this.pc.ondatachannel = null;
    this.pc.close();
  }
}
