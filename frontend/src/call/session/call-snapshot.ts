import type { Entry } from '@parley/shared/entry';
import type { ErrorCode } from '@parley/shared/errors';
import type { ActionPerson } from '@parley/shared/host-controls';
import type { Route } from '@parley/shared/media-route';
import type { EndReason, RunningMeeting, RoomPresence } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import type { EncryptionProblem } from '../../core/room-key';
import type { FingerprintPair } from '../mesh/fingerprints';
import type { EffectState } from '../local/track-processor';

/**
 * The state of a call. `call-machine.ts` decides on it and has the predicates that group phases.
 * - `idle`: nothing is open yet, or the session is disposed
 * - `lobby`: before joining; devices are open and the server reports who is in the room
 * - `joining`: the join is under way
 * - `waiting`: the client has knocked and joins by itself when a host lets it in; see `refusal`
 * - `full`: no seat was free; the client joins by itself when one is
 * - `live`: in the meeting, with the socket connected
 * - `reconnecting`: in the meeting, without the socket; media goes on and the server holds the seat
 * - `left`: the user has left; `rejoin` is possible
 * - `replaced`: another client of this user took the seat over
 * - `removed`: a host removed this client; `rejoin` asks to be let in again
 * - `ended`: the meeting is over for all participants
 * - `failed`: the call cannot go on; see `error`
 */
export type CallPhase =
  | 'idle'
  | 'lobby'
  | 'joining'
  | 'waiting'
  | 'full'
  | 'live'
  | 'reconnecting'
  | 'left'
  | 'replaced'
  | 'removed'
  | 'ended'
  | 'failed';

/** Why nobody has let a waiting client in, and when it may knock again. */
export interface KnockRefusal {
  /** `REFUSED`: a host said no. Otherwise the server did. */
  readonly code: 'REFUSED' | 'RATE_LIMITED' | 'TOO_MANY_WAIT';
  /** Seconds. */
  readonly retryAfter: number;
}

/** Why a device cannot be used. The UI has a sentence for each reason. */
export type MediaErrorReason =
  | 'permission-denied'
  | 'not-found'
  | 'in-use'
  | 'lost'
  /** The device is open and on, but the system or a switch on the device withholds its media. */
  | 'system-muted'
  /** The document was not loaded over HTTPS, so the browser hides all devices. */
  | 'insecure-context'
  /** This browser has no `mediaDevices`, not even in a secure context. */
  | 'unsupported'
  | 'unknown';

/** The state of one of the user's own sources. `pending` while a change is under way. */
export interface SourceState {
  readonly on: boolean;
  readonly pending: boolean;
  readonly error: MediaErrorReason | null;
  /**
   * Present while the source should be on and is not open yet. `asking`: the browser seems to show a
   * permission prompt, which may stay for ever.
   */
  readonly opening?: 'asking' | 'starting' | undefined;
}

export interface DeviceOption {
  readonly deviceId: string;
  readonly label: string;
}

/** The devices on offer, and those that the user chose (null: the browser's default). */
export interface DevicesSnapshot {
  readonly microphones: readonly DeviceOption[];
  readonly cameras: readonly DeviceOption[];
  /** Empty if the browser offers no choice (`setSinkId` is missing). */
  readonly audioOutputs: readonly DeviceOption[];
  readonly microphoneId: string | null;
  readonly cameraId: string | null;
  readonly audioOutputId: string | null;
}

/**
 * The user as the server knows them. The state of the user's devices and of the socket is elsewhere
 * in the snapshot; the server's copy of it is always older.
 */
export type OwnParticipant = Omit<Participant, 'media' | 'connection'>;

export interface SelfSnapshot {
  /** Null before joining. */
  readonly participant: OwnParticipant | null;
  readonly microphone: SourceState;
  readonly camera: SourceState;
  readonly screen: SourceState;
  readonly handRaised: boolean;
  readonly noiseSuppression: EffectState;
  readonly backgroundBlur: EffectState;
  /** The user's camera as the other participants receive it, for the self-view. */
  readonly cameraStream: MediaStream | null;
  readonly screenStream: MediaStream | null;
}

/** How well media arrives. `unknown` before the first stats sample, `lost` without a connection. */
export type ConnectionQuality = 'unknown' | 'good' | 'fair' | 'poor' | 'lost';

/**
 * The initial connect to a participant: `new` at first, then `connecting`, `timed-out` if it takes
 * so long that the UI says so, and `connected`. `quality` describes the connection after that.
 */
export type InitialConnectState = 'new' | 'connecting' | 'timed-out' | 'connected';

/** Why a connection is not good. */
export type QualityCause =
  | { readonly kind: 'loss'; readonly percent: number }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Bits per second that this client can send; null if the browser does not know. */
  | { readonly kind: 'bandwidth'; readonly available: number | null };

export interface QualityReading {
  readonly quality: ConnectionQuality;
  /** Null if the quality is good or unknown. */
  readonly cause: QualityCause | null;
}

export interface RemoteSnapshot {
  readonly participant: Participant;
  /** The microphone and the audio of a shared screen. */
  readonly audioStream: MediaStream | null;
  /** Null unless the camera is on and its track has arrived. */
  readonly cameraStream: MediaStream | null;
  readonly screenStream: MediaStream | null;
  readonly initialConnect: InitialConnectState;
  readonly quality: ConnectionQuality;
  readonly qualityCause: QualityCause | null;
  /** From which follows the safety code; null while there is no encrypted connection. */
  readonly fingerprints: FingerprintPair | null;
  /** Media arrive, and this client cannot decrypt them: one of both has another room key. */
  readonly isUndecryptable: boolean;
}

export interface CallError {
  /** `BROWSER`: this browser threw, and the server has no part in it. */
  readonly code: ErrorCode | 'NETWORK' | 'TIMEOUT' | 'BROWSER' | EncryptionProblem;
  readonly message: string;
  readonly requestId?: string;
  /** Seconds until another attempt makes sense. */
  readonly retryAfter?: number;
}

/** How a host removed this client. */
export interface RemovalSnapshot {
  /** The host; null if this client was offline at that time. */
  readonly by: ActionPerson | null;
  /** Only the owner of the room can let the user in again. */
  readonly isKeptOut: boolean;
}

/**
 * Why media do not travel as they should. `unreachable`: this client cannot reach the SFU. `away`: the
 * server says that there is no SFU at the moment, and the meeting is too large for a mesh.
 */
export type RouteTrouble = 'unreachable' | 'away';

/** How the media of the call travel. */
export interface RouteSnapshot {
  /** The route on which others are shown; during a move, the new one as soon as it shows anybody. */
  readonly kind: Route;
  readonly trouble: RouteTrouble | null;
}

/** A mesh without trouble, in which every call begins. */
export const MESH_ROUTE: RouteSnapshot = { kind: 'mesh', trouble: null };

/** Everything that the UI reads of a call. A new object at each change; unchanged parts keep identity. */
export interface CallSnapshot {
  readonly phase: CallPhase;
  /** The participants in the room, until this client is in the meeting; then null. */
  readonly presence: RoomPresence | null;
  readonly meeting: RunningMeeting | null;
  readonly self: SelfSnapshot;
  readonly remotes: readonly RemoteSnapshot[];
  readonly devices: DevicesSnapshot;
  /** The number of users in the lobby; known in the meeting only. */
  readonly inLobby: number;
  /** The ids of the active speakers, this user included; loudest first. */
  readonly speaking: readonly string[];
  /** The ids of participants whose devices return an echo of this user. */
  readonly echoing: readonly string[];
  readonly route: RouteSnapshot;
  /** The meeting cannot move to the SFU, because a browser in it cannot encrypt there. */
  readonly isEncryptionLimited: boolean;
  /** See `LowConnectionMode`. */
  readonly lowConnection: boolean;
  /** This client's connection stays poor, so the UI offers the mode (`LowConnectionMode`). */
  readonly offersLowConnection: boolean;
  /** The quality of this client's connection; `unknown` while no other participant is there. */
  readonly ownQuality: QualityReading;
  readonly endReason: EndReason | null;
  /** In the lobby: what stands between the client and the meeting. */
  readonly entry: Entry;
  /** In `waiting`: why nobody has let the client in; null while it waits. */
  readonly refusal: KnockRefusal | null;
  /** Null unless the phase is `removed`. */
  readonly removal: RemovalSnapshot | null;
  readonly error: CallError | null;
}
