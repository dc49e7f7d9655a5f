import type { TrackSource } from '../media-transport';

/** The way that packets take to one other browser. Carries no addresses. */
export interface CandidatePairStatistics {
  /** `relay` where either end goes through a TURN server. */
  readonly kind: 'direct' | 'relay';
  /** Of the packets between the ends: `udp` or `tcp`. */
  readonly protocol: string | null;
  /** How one's own TURN server is reached: `udp`, `tcp` or `tls`; null without one. */
  readonly relayProtocol: string | null;
  /** Candidate types: `host`, `srflx`, `prflx` or `relay`. */
  readonly localType: string | null;
  readonly remoteType: string | null;
  /** Milliseconds. */
  readonly roundTripTime: number | null;
  /** Bits per second, as the browser estimates them. */
  readonly availableOutgoingBitrate: number | null;
}

/** One stream of packets since the look before; null where the browser says nothing. */
export interface StreamStatistics {
  /** Stays the same for as long as the stream lasts. */
  readonly id: string;
  readonly direction: 'sent' | 'received';
  readonly kind: 'audio' | 'video';
  readonly source: TrackSource | null;
  /** Whether packets moved since the look before. */
  readonly active: boolean;
  /** Such as `VP8` or `opus`. */
  readonly codec: string | null;
  /** Parameters of the codec as negotiated (`a=fmtp`, RFC 8866 6.15). */
  readonly fmtp: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  /** Bits per second. */
  readonly bitrate: number | null;
  /** 0..1; of what is sent, as the receiver reports it. */
  readonly loss: number | null;
  /** Milliseconds. */
  readonly jitter: number | null;
  readonly framesDropped: number | null;
  readonly freezes: number | null;
  /** Share of audio that was made up for what was missing, 0..1. */
  readonly concealed: number | null;
  /** `none`, `cpu`, `bandwidth` or `other`; of sent pictures only. */
  readonly limitation: string | null;
  readonly nacks: number | null;
  readonly plis: number | null;
}

/** What an engineer asks about one connection. Rates in bits per second. */
export interface PeerStatistics {
  readonly path: CandidatePairStatistics | null;
  readonly sentBitrate: number | null;
  readonly receivedBitrate: number | null;
  readonly streams: readonly StreamStatistics[];
}

/** A connection of a transport. */
export interface ConnectionStatistics extends PeerStatistics {
  /** Whom it leads to; null where it carries everybody, as the one to a forwarding unit does. */
  readonly participantId: string | null;
}

/** Bytes over the network since the page was opened, with what media needs beside itself. */
export interface DataUsed {
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** All connections of a call at one moment. */
export interface CallStatistics {
  readonly connections: readonly ConnectionStatistics[];
  /** Bits per second over all connections; null before the second look. */
  readonly sentBitrate: number | null;
  readonly receivedBitrate: number | null;
}
