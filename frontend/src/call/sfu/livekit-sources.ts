import { Track } from 'livekit-client';
import type { TrackSource } from '../track-source';

/** What LiveKit calls each source. */
export const SOURCES: Readonly<Record<TrackSource, Track.Source>> = {
  microphone: Track.Source.Microphone,
  camera: Track.Source.Camera,
  screen: Track.Source.ScreenShare,
  'screen-audio': Track.Source.ScreenShareAudio,
};

export const OWN_SOURCES: ReadonlyMap<Track.Source, TrackSource> = new Map(
  (Object.keys(SOURCES) as TrackSource[]).map((source) => [SOURCES[source], source]),
);
