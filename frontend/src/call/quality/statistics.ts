import type { TrackSource } from '../track-source';

/** The selected candidate pair of an ICE connection (RFC 8445). Carries no addresses. */
export interface CandidatePairStatistics {
  /** `relay` if either end uses a TURN server. */
  readonly kind: 'direct' | 'relay';
  /** Between the two candidates: `udp` or `tcp`. */
  readonly protocol: string | null;
  /** Between this client and its TURN server: `udp`, `tcp` or `tls`; null without a server. */
  readonly relayProtocol: string | null;
  /** Candidate types: `host`, `srflx`, `prflx` or `relay`. */
  readonly localType: string | null;
  readonly remoteType: string | null;
  /** Milliseconds. */
  readonly roundTripTime: number | null;
  /** Bits per second, as the browser estimates them. */
  readonly availableOutgoingBitrate: number | null;
}

/** One RTP stream since the stats sample before; null if the browser gives no value. */
export interface StreamStatistics {
  /** Stays the same for as long as the stream lasts. */
  readonly id: string;
  readonly direction: 'sent' | 'received';
  /** The participant who sends or receives it; null if it goes to every participant. */
  readonly participantId: string | null;
  readonly kind: 'audio' | 'video';
  readonly source: TrackSource | null;
  /** Whether packets have moved since the stats sample before. */
  readonly active: boolean;
  /** Such as `VP8` or `opus`. */
  readonly codec: string | null;
  /** Negotiated parameters of the codec (`a=fmtp`, RFC 8866 6.15). */
  readonly fmtp: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly frameRate: number | null;
  /** Bits per second. */
  readonly bitrate: number | null;
  /** 0..1; of a sent stream, as its receiver reports it. */
  readonly loss: number | null;
  /** Milliseconds. */
  readonly jitter: number | null;
  readonly framesDropped: number | null;
  readonly freezes: number | null;
  /** Share of the played audio samples that conceal lost ones, 0..1. */
  readonly concealed: number | null;
  /** `none`, `cpu`, `bandwidth` or `other`; of sent video only. */
  readonly limitation: string | null;
  readonly nacks: number | null;
  readonly plis: number | null;
}

/** One connection of a transport. Rates in bits per second. */
export interface ConnectionStatistics {
  /** The participant at its other end; null if it carries the media of every participant. */
  readonly participantId: string | null;
  /** Null while ICE has selected none. */
  readonly candidatePair: CandidatePairStatistics | null;
  /** Null before the second stats sample. */
  readonly sentBitrate: number | null;
  readonly receivedBitrate: number | null;
}

/** Everything that a transport knows about its connections and streams. */
export interface TransportStatistics {
  readonly connections: readonly ConnectionStatistics[];
  readonly streams: readonly StreamStatistics[];
}

/** Bytes over the network since the client was started, headers and retransmissions included. */
export interface DataUsed {
  readonly sentBytes: number;
  readonly receivedBytes: number;
}

/** The statistics of a call at one moment. */
export interface CallStatistics extends TransportStatistics {
  /** Bits per second over all connections; null before the second stats sample. */
  readonly sentBitrate: number | null;
  readonly receivedBitrate: number | null;
}
