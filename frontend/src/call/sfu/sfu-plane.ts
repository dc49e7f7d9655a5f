import type { SfuAccess } from '@parley/shared/media-route';
import type { Subscribable } from '../../core/emitter';
import type { StreamOwner } from '../quality/peer-statistics';
import type { StatsSample } from '../quality/stats-sample';
import type { ConnectionQuality } from '../session/call-snapshot';
import type { TrackSource, VisibleSource } from '../track-source';

export type RemoteTracks = Readonly<Partial<Record<TrackSource, MediaStreamTrack>>>;

/** The events of a connection to the SFU. */
export type SfuPlaneEvents = {
  /** The tracks or the quality of this participant have changed. */
  changed: string;
  /** The connection is gone for good; another one is needed. */
  lost: void;
};

/** What has arrived of a participant. */
export interface Arrival {
  /** The participant is connected to the SFU. */
  readonly isPresent: boolean;
  /** The tracks from which packets have arrived. */
  readonly arriving: ReadonlySet<TrackSource>;
  /** The videos of which a frame was decoded, so somebody looks at them. */
  readonly decoded: ReadonlySet<TrackSource>;
}

/** What the browser counts on a connection to the SFU. */
export interface PlaneSample {
  readonly sample: StatsSample;
  /** By the id of a stream in `sample`: whose it is, and what it carries. */
  readonly owners: ReadonlyMap<string, StreamOwner>;
}

/**
 * One connection to the SFU: moves tracks and nothing else. Devices, mute states, the roster and
 * speakers are Parley's own.
 */
export interface SfuPlane {
  readonly events: Subscribable<SfuPlaneEvents>;
  /** Whether the media are end-to-end encrypted. */
  readonly isEncrypted: boolean;
  /** Connects once. Rejects if the SFU cannot be reached. */
  connect(access: SfuAccess): Promise<void>;
  /** Sends a track as `source`; null stops sending. Before `connect`, it is sent from then on. */
  publish(source: TrackSource, track: MediaStreamTrack | null): void;
  /** Receives a video as high as it is shown, in physical pixels; 0 while it is hidden. */
  constrain(participantId: string, source: VisibleSource, height: number): void;
  /** Receives no cameras, and few frames of screens. */
  setLowConnection(on: boolean): void;
  /**
   * While a move is proved, which needs the old route as well: sends and receives only the smallest
   * videos. To set before `connect` for what is sent.
   */
  setProving(on: boolean): void;
  isPresent(participantId: string): boolean;
  tracks(participantId: string): RemoteTracks;
  /** Counts what has arrived; asks the browser, so not for every frame. */
  arrival(participantId: string): Promise<Arrival>;
  /** Whether media of a participant arrive that this client cannot decrypt: its key is another one. */
  isUndecryptable(participantId: string): boolean;
  level(participantId: string): number;
  /**
   * The connection of a participant as the SFU sees it, which knows what a sender loses on the way to
   * it; of this client with null.
   */
  grade(participantId: string | null): ConnectionQuality;
  /** Whether media have stopped, because this client has lost the SFU. */
  readonly isLost: boolean;
  sample(): Promise<PlaneSample>;
  /** Idempotent. */
  close(): void;
}

/**
 * Makes one connection to the SFU.
 *
 * @param gen the move that leads, or has led, to the SFU
 * @param isMove whether this move is still under way, so that all others prove that it works
 * @throws {EncryptionError} if media cannot be encrypted as the room demands
 */
export type CreateSfuPlane = (gen: number, isMove: boolean) => Promise<SfuPlane>;

/** Loads the code of the plane, which a mesh does not need; may be called early and again. */
export type LoadSfuPlane = () => Promise<CreateSfuPlane>;
