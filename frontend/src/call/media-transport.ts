import type { IceServer } from '@parley/shared/ice';
import type { Participant, PresentParticipant } from '@parley/shared/participants';
import type { CurrentRoute, SfuAccess } from '@parley/shared/media-route';
import type { JoinOffer, SignalReceived, SignalSend } from '@parley/shared/signaling';
import type { EventPayload } from '@parley/shared/socket-events';
import type { Subscribable } from '../core/emitter';
import type { InitialConnectState, QualityReading, RouteSnapshot } from './session/call-snapshot';
import type { DataUsed, TransportStatistics } from './quality/statistics';
import type { FingerprintPair } from './mesh/fingerprints';
import type { TrackSource, VisibleSource } from './track-source';

/** The media of one participant. A new object at each change. */
export interface RemoteMedia {
  /**
   * The tracks that are being received, by source. Before the initial connect, the tracks that will
   * carry the media, so that the UI can attach them in time.
   */
  readonly tracks: Readonly<Partial<Record<TrackSource, MediaStreamTrack>>>;
  readonly initialConnect: InitialConnectState;
  readonly quality: QualityReading;
  /** The certificates of the direct connection; null without one, or before it is encrypted. */
  readonly fingerprints: FingerprintPair | null;
  /** Media arrive through the SFU and this client cannot decrypt them. Absent: no. */
  readonly isUndecryptable?: boolean;
}

/** The events of a transport and their payloads. */
export type TransportEvents = {
  /** The media or the quality of this participant changed; `remote` returns them. */
  remoteChanged: string;
  /** `route` has changed. */
  routeChanged: void;
  /** `quality`, `dataUsed` and `statistics` have new values. */
  statisticsUpdated: void;
  /** Audio level of each remote participant by id, 0..1; several times a second. */
  audioLevels: ReadonlyMap<string, number>;
  /** Nothing has arrived for a second on a connection that ICE still calls connected. */
  verificationFailed: void;
  /** A participant has joined and waits for our answer or for our first video frame. */
  answering: void;
  /** One of the connections has completed this step of its start. */
  progress: 'describe' | 'connected' | 'track';
  /** The browser refused to make a connection that the call needs; payload: what it threw. */
  failed: unknown;
};

/** An offer that came with `participant:joined`. */
export type FirstOffer = Pick<JoinOffer, 'epoch' | 'description'>;

/**
 * Moves media between this client and the other participants. The session gives it the roster and
 * the local tracks; it returns remote tracks, quality and audio levels by participant. How media
 * travels is up to the implementation; one that needs no signals sends none and ignores them.
 */
export interface MediaTransport {
  readonly events: Subscribable<TransportEvents>;
  /** Sets the STUN and TURN servers for new connections and for ICE restarts. */
  configure(iceServers: readonly IceServer[]): void;
  /**
   * Prepares connections to these participants before joining and closes connections to all others.
   * With `connect` it connects at once, without media; otherwise it sends nothing.
   *
   * @throws what the browser throws when it cannot make a connection
   */
  preconnect(people: readonly PresentParticipant[], connect: boolean): void;
  /**
   * Loads what a meeting of this size will need.
   *
   * @param people the participants once this client has joined
   * @param meshLimit the largest meeting that stays in a mesh; undefined without an SFU
   */
  anticipate(people: number, meshLimit: number | undefined): void;
  /** Whether a connection was made before joining. */
  readonly isPreconnected: boolean;
  /** The offers that are ready to travel with `meeting:join`; never waits. */
  takeOffers(): JoinOffer[];
  /**
   * Takes over the roster of the meeting that this client has joined. Keeps the connections to known
   * instances, makes those to new ones and closes all others. From now on signals may be sent.
   *
   * @throws what the browser throws when it cannot make a connection
   */
  enter(self: Participant, others: readonly Participant[], route?: CurrentRoute): void;
  /** The server moves the meeting to another route. */
  follow(event: MoveEvent): void;
  /** A participant joined or reconnected; the first offer may come along. */
  join(participant: Participant, offer?: FirstOffer): void;
  /** What a participant sends, or their name, has changed; the connection has not. */
  update(participant: Participant): void;
  /** This instance of a participant left. */
  drop(participantId: string, instanceId: string): void;
  /** Signals cannot be sent for a while (`false`), or can be sent again (`true`, after `enter`). */
  setOnline(online: boolean): void;
  receive(signal: SignalReceived): void;
  /** Sends `track` as `source` to every participant, present and future; null stops sending. */
  publish(source: TrackSource, track: MediaStreamTrack | null): void;
  /**
   * Limits the height at which a video is received to the height at which it is shown.
   *
   * @param height physical pixels; 0 while the video is hidden. Full size until it is set.
   */
  constrain(participantId: string, source: VisibleSource, height: number): void;
  /** Low-connection mode: receives no cameras and few frames of screens, sends less. */
  setLowConnection(on: boolean): void;
  /** The device has changed its network: restarts every connection. */
  restartConnections(): void;
  /** The device may have changed its network: restarts the connections on which nothing arrives. */
  verifyConnections(): void;
  /** The media of a participant; null for an unknown one. */
  remote(participantId: string): RemoteMedia | null;
  /** Current audio level of a participant, 0..1; 0 if nothing is received. Cheap. */
  level(participantId: string): number;
  readonly route: RouteSnapshot;
  /** The quality of this client's own connection. */
  readonly quality: QualityReading;
  /** Totals over all connections of this transport, closed ones included. */
  readonly dataUsed: DataUsed;
  /** The statistics of the last stats samples; takes none itself. */
  statistics(): TransportStatistics;
  /** Closes every connection. The transport can be used again with `preconnect` or `enter`. */
  reset(): void;
  /** Closes the transport for good; idempotent. */
  close(): void;
}

/** An event of a move from one route to the other. */
export type MoveEvent = {
  [E in 'move:started' | 'move:switched' | 'move:settled' | 'move:aborted']: {
    readonly name: E;
    readonly payload: EventPayload<E>;
  };
}['move:started' | 'move:switched' | 'move:settled' | 'move:aborted'];

/** How far a move is, or why it fails here. */
export type MoveStep = 'proved' | 'switched' | 'unreachable' | 'no_encryption';

/** What a transport needs from its session. */
export interface TransportContext {
  /** Rejects when the server refuses the signal. */
  sendSignal(signal: SignalSend): Promise<void>;
  /**
   * Passes fresh credentials to `configure` before an ICE restart. Resolves also when the server
   * sends none; never rejects.
   */
  refreshIceServers(): Promise<void>;
  /** Tells the server how far a move is here. Never rejects: the server has a deadline. */
  reportMove(gen: number, step: MoveStep): Promise<void>;
  /** A new token for the SFU. Rejects while the meeting has no room there. */
  refreshSfu(gen: number): Promise<SfuAccess>;
}

export type CreateTransport = (context: TransportContext) => MediaTransport;
