import type { SfuAccess } from '@parley/shared/media-route';
import type { Subscribable } from '../../core/emitter';
import type { QualityReading } from '../session/call-snapshot';
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

/**
 * One connection to the SFU: moves tracks and nothing else. Devices, mute states, the roster and
 * speakers are Parley's own.
 */
export interface SfuPlane {
  readonly events: Subscribable<SfuPlaneEvents>;
  /** Connects once. Rejects if the SFU cannot be reached. */
  connect(access: SfuAccess): Promise<void>;
  /** Sends a track as `source`; null stops sending. Before `connect`, it is sent from then on. */
  publish(source: TrackSource, track: MediaStreamTrack | null): void;
  /** Receives a video as high as it is shown, in physical pixels; 0 while it is hidden. */
  constrain(participantId: string, source: VisibleSource, height: number): void;
  tracks(participantId: string): RemoteTracks;
  /** Counts what has arrived; asks the browser, so not for every frame. */
  arrival(participantId: string): Promise<Arrival>;
  level(participantId: string): number;
  quality(participantId: string | null): QualityReading;
  /** Idempotent. */
  close(): void;
}

/** Loads the code of the plane, which a mesh does not need, and creates one. */
export type LoadSfuPlane = () => Promise<SfuPlane>;
