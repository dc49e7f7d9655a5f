import type { ErrorCode } from '@parley/shared/errors';
import type { EndReason, LiveMeeting, RoomPresence } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import type { EffectState } from '../local/track-processor';

/**
 * Where a call stands.
 * - `idle`: nothing opened yet, or disposed
 * - `lobby`: the page before joining; devices open, the room is watched
 * - `joining`: the join command is under way
 * - `full`: no seat was free; joins by itself when one is
 * - `live`: in the meeting with the server reachable
 * - `reconnecting`: in the meeting, socket lost; media goes on, the seat is held
 * - `left`: left by oneself; `rejoin` is possible
 * - `replaced`: this account joined from another page; this one stays quiet
 * - `ended`: the meeting is over for everybody
 * - `failed`: cannot go on; see `error`
 */
export type CallPhase =
  | 'idle'
  | 'lobby'
  | 'joining'
  | 'full'
  | 'live'
  | 'reconnecting'
  | 'left'
  | 'replaced'
  | 'ended'
  | 'failed';

/** Why a device cannot be used; the UI has a sentence for each. */
export type MediaErrorReason =
  | 'permission-denied'
  | 'not-found'
  | 'in-use'
  | 'lost'
  /** It is open and on, but the system or a switch on the device silences it. */
  | 'system-muted'
  /** The page is not over HTTPS, so browsers hide all devices from it. */
  | 'insecure-context'
  /** The page may use devices, and this browser has none for any page. */
  | 'unsupported'
  | 'unknown';

/** State of one of one's own sources. `pending` while a change is under way. */
export interface SourceState {
  readonly on: boolean;
  readonly pending: boolean;
  readonly error: MediaErrorReason | null;
  /**
   * There while the source is wanted and not open yet; `asking` where the browser seems to be asking
   * the person for permission, which may take for ever.
   */
  readonly opening?: 'asking' | 'starting' | undefined;
}

export interface DeviceOption {
  readonly deviceId: string;
  readonly label: string;
}

/** What can be chosen and what is chosen (null: the browser's default). */
export interface DevicesSnapshot {
  readonly microphones: readonly DeviceOption[];
  readonly cameras: readonly DeviceOption[];
  /** Empty where the browser cannot choose (`setSinkId` missing). */
  readonly audioOutputs: readonly DeviceOption[];
  readonly microphoneId: string | null;
  readonly cameraId: string | null;
  readonly audioOutputId: string | null;
}

/**
 * Oneself as the server knows it. What one's own devices do and whether the server can be reached
 * stands elsewhere in the snapshot; the server's word on that is always behind.
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
  /** One's own camera as the others see it, for the self-view. */
  readonly cameraStream: MediaStream | null;
  readonly screenStream: MediaStream | null;
}

/** How well media arrives; `unknown` until measured, `lost` while no connection stands. */
export type ConnectionQuality = 'unknown' | 'good' | 'fair' | 'poor' | 'lost';

/**
 * The first ICE connection to a participant: started a moment ago, under way for longer, under way
 * for so long that the UI says so, established. `quality` says what becomes of it later.
 */
export type InitialConnectState = 'new' | 'connecting' | 'timed-out' | 'connected';

/** Why a connection is not good. */
export type QualityCause =
  | { readonly kind: 'loss'; readonly percent: number }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Bits per second that can be sent; null where the browser does not say. */
  | { readonly kind: 'bandwidth'; readonly available: number | null };

export interface QualityReading {
  readonly quality: ConnectionQuality;
  /** Null where nothing is wrong or nothing is known. */
  readonly cause: QualityCause | null;
}

export interface RemoteSnapshot {
  readonly participant: Participant;
  /** Plays the microphone (and screen audio); always attached, never shown. */
  readonly audioStream: MediaStream | null;
  /** Null unless the camera is on and its track has arrived. */
  readonly cameraStream: MediaStream | null;
  readonly screenStream: MediaStream | null;
  readonly initialConnect: InitialConnectState;
  readonly quality: ConnectionQuality;
  readonly qualityCause: QualityCause | null;
}

export interface CallError {
  /** `BROWSER`: something on this page threw, and the server has no part in it. */
  readonly code: ErrorCode | 'NETWORK' | 'TIMEOUT' | 'BROWSER';
  readonly message: string;
  readonly requestId?: string;
  /** Seconds until another try makes sense. */
  readonly retryAfter?: number;
}

/** All that the UI reads of a call. A new object at each change; parts keep identity if unchanged. */
export interface CallSnapshot {
  readonly phase: CallPhase;
  /** The room as seen before joining (and while waiting for a seat). */
  readonly presence: RoomPresence | null;
  readonly meeting: LiveMeeting | null;
  readonly self: SelfSnapshot;
  readonly remotes: readonly RemoteSnapshot[];
  readonly devices: DevicesSnapshot;
  /** How many people are on the page before joining; known in the meeting only. */
  readonly inLobby: number;
  /** Participant ids of those heard right now, oneself included; loudest first. */
  readonly speaking: readonly string[];
  /** Participant ids of those whose speakers return one's own voice. */
  readonly echoing: readonly string[];
  /** Data is saved: see `LowConnectionMode`. */
  readonly lowConnection: boolean;
  /** One's own connection stays poor: the mode would help. See `LowConnectionMode.declineOffer`. */
  readonly offersLowConnection: boolean;
  /** Of one's own connection; unknown while nobody else is there. */
  readonly ownQuality: QualityReading;
  readonly endReason: EndReason | null;
  readonly error: CallError | null;
}
