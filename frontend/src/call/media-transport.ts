import type { IceServer } from '@parley/shared/ice';
import type { Participant, PresentParticipant } from '@parley/shared/participants';
import type { JoinOffer, SignalReceived, SignalSend } from '@parley/shared/signaling';
import type { InitialConnectState, QualityReading } from './session/call-snapshot';
import type { ConnectionStatistics, DataUsed } from './quality/statistics';

/** What one person can send; each is one track at most. */
export type TrackSource = 'microphone' | 'camera' | 'screen' | 'screen-audio';
export const TRACK_SOURCES: readonly TrackSource[] = [
  'microphone',
  'camera',
  'screen',
  'screen-audio',
];

/** What can be seen of a person. */
export type VisibleSource = 'camera' | 'screen';

/** What arrives from one person right now. A new object at each change. */
export interface RemoteMedia {
  /**
   * Tracks that are being received; a source that is not there is not sent. Before a path is found,
   * those of which it is known where they will come from.
   */
  readonly tracks: Readonly<Partial<Record<TrackSource, MediaStreamTrack>>>;
  readonly path: InitialConnectState;
  readonly quality: QualityReading;
}

/** What the transport tells the session. */
export interface TransportEvents {
  /** Media or quality of a person changed; read it with `remote`. */
  remoteChanged(participantId: string): void;
  /** All connections were looked at: `quality`, `dataUsed` and `statistics` are new. */
  measured(): void;
  /** Loudness of remote people, 0..1 by participant id, several times a second. */
  levels(levels: ReadonlyMap<string, number>): void;
  /** Nothing comes from somebody any more whose path is not called lost. */
  pathSilent(): void;
  /** Somebody new waits for an answer and a path, or for the first picture on a path that stands. */
  answering(): void;
  /** Some connection has come so far; told each time. */
  progress(step: 'describe' | 'connected' | 'track'): void;
  /** The browser refused to make a connection that the call needs: it cannot go on. */
  failed(error: unknown): void;
}

/** An offer that came with `participant:joined`. */
export type FirstOffer = Pick<JoinOffer, 'epoch' | 'description'>;

/**
 * Moves media between oneself and the others. The session gives it the roster and the local
 * tracks; it gives back remote tracks, quality and loudness. Mesh now, a selective forwarding
 * unit later: nothing here says how media travels, except that signals pass through.
 */
export interface MediaTransport {
  /** Sets the STUN and TURN servers for connections made from now on and for ICE restarts. */
  configure(iceServers: readonly IceServer[]): void;
  /**
   * Before joining: makes ready for those who are present, and drops what was made ready for
   * people who left. Where `warm`, connections are made at once, without media; otherwise nothing
   * is sent.
   */
  prepare(people: readonly PresentParticipant[], warm: boolean): void;
  /** Whether a connection stands that was made before joining. */
  readonly warm: boolean;
  /** What was made ready, to travel with the join command; never waits. */
  takeOffers(): JoinOffer[];
  /**
   * In the meeting: the roster is `self` and `others`. People with the same id and instance keep
   * their connection; others are connected or closed. Signals may be sent from now on.
   */
  enter(self: Participant, others: readonly Participant[]): void;
  /** Somebody joined or is back; their first offer may come with it. */
  join(participant: Participant, offer?: FirstOffer): void;
  /** Somebody left. */
  drop(participantId: string, instanceId: string): void;
  /** Signals cannot be sent for a while (`false`) or again (`true`, after `enter`). */
  setOnline(online: boolean): void;
  receive(signal: SignalReceived): void;
  /** Sends `track` as `source` to everybody now and later; null stops sending. */
  publish(source: TrackSource, track: MediaStreamTrack | null): void;
  /**
   * How large a person's camera or screen is shown, in physical pixels of height, 0 while it is
   * hidden; nothing larger needs to be sent to us. Until it is told, full size is assumed.
   */
  show(participantId: string, source: VisibleSource, height: number): void;
  /** Saves data: receives no cameras and few frames of screens, sends less. */
  setLowConnection(low: boolean): void;
  /** The device is on another network now: paths are looked for anew. */
  networkChanged(): void;
  /** It may be: paths are looked for anew where nothing arrives any more. */
  networkDoubtful(): void;
  remote(participantId: string): RemoteMedia | null;
  /** How loud they are right now, 0..1; 0 where nothing is received. Cheap. */
  level(participantId: string): number;
  /** Of one's own side, over all connections. */
  readonly quality: QualityReading;
  /** Of all connections that there were. */
  readonly dataUsed: DataUsed;
  /** What was measured last; measures nothing itself. */
  statistics(): readonly ConnectionStatistics[];
  /** Gives up every connection; the transport can be used again with `prepare` or `enter`. */
  reset(): void;
  /** For good; idempotent. */
  close(): void;
}

/** What a transport needs to exist. */
export interface TransportContext {
  /** Rejects when the server did not take the signal. */
  sendSignal(signal: SignalSend): Promise<void>;
  /**
   * Brings fresh credentials by `configure` before a path is looked for anew. Resolves also where
   * none can be had; never rejects.
   */
  refreshIceServers(): Promise<void>;
  readonly events: TransportEvents;
}

export type CreateTransport = (context: TransportContext) => MediaTransport;
