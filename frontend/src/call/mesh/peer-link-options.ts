import type { Candidate, Description, View } from '@parley/shared/signaling';
import type { AdaptationContext } from './adaptation';
import type { LocalTracks } from './senders';

export interface LinkSignal {
  readonly epoch: number;
  readonly description?: Description;
  readonly candidate?: Candidate;
  readonly view?: View;
  readonly recreate?: true;
}

export interface PeerLinkOptions {
  /** The newcomer of the two: makes the first offer, yields in a collision, starts new epochs. */
  readonly polite: boolean;
  readonly epoch: number;
  /** Made before joining: the path stands when media starts. */
  readonly warm: boolean;
  /** Whether the other side may be seen and heard: not before they have joined. Read at each use. */
  receives(): boolean;
  /** Read at each use; owned by the transport. */
  readonly tracks: LocalTracks;
  readonly adaptation: AdaptationContext;
  createConnection(policy: RTCIceTransportPolicy): RTCPeerConnection;
  /** Newest servers, set before each ICE restart. */
  iceServers(): RTCIceServer[];
  /** Resolves when the credentials of `iceServers` are fresh, or cannot be had. Never rejects. */
  refreshIceServers(): Promise<void>;
  send(signal: LinkSignal): void;
  onChange(): void;
  /** Nothing comes any more over a path that ICE calls connected. */
  onSilence(): void;
  onProgress(step: 'describe' | 'connected' | 'track'): void;
  /** The browser made no new connection in place of one that was given up. */
  onFailed(error: unknown): void;
}
