import { type TrackPublishOptions, VideoPreset } from 'livekit-client';
import type { TrackSource } from '../track-source';

/** The bits that VP8 needs for a camera with at least this many lines. */
const CAMERA_BITRATES = [
  { height: 720, bitrate: 1_700_000 },
  { height: 540, bitrate: 900_000 },
  { height: 360, bitrate: 500_000 },
  { height: 0, bitrate: 200_000 },
];
/** Layers of 180 and 360 lines, below the camera's own. */
const CAMERA_LAYERS = [
  new VideoPreset(320, 180, 150_000, 15),
  new VideoPreset(640, 360, 450_000, 25),
];
/** A small screen of few frames, in which text is still sharp when it stands still. */
const SCREEN_LAYERS = [new VideoPreset(1280, 720, 400_000, 5)];

/** How a track is sent to the SFU. */
export function publishOptionsOf(
  source: TrackSource,
  track: MediaStreamTrack,
): TrackPublishOptions {
  switch (source) {
    case 'microphone':
      return { dtx: true, red: true, stopMicTrackOnMute: false };
    case 'camera':
      return {
        simulcast: true,
        videoCodec: 'vp8',
        videoEncoding: { maxBitrate: cameraBitrate(track), maxFramerate: 30 },
        videoSimulcastLayers: CAMERA_LAYERS,
      };
    case 'screen':
      return {
        simulcast: true,
        videoCodec: 'vp8',
        screenShareEncoding: { maxBitrate: 2_500_000, maxFramerate: 15 },
        screenShareSimulcastLayers: SCREEN_LAYERS,
        degradationPreference: 'maintain-resolution',
      };
    case 'screen-audio':
      return { dtx: false, red: true };
  }
}

/** By the shorter side, which in portrait is the width. Until the camera tells it, it is a large one. */
function cameraBitrate(track: MediaStreamTrack): number {
  const { width = 1280, height = 720 } = track.getSettings();
  const lines = Math.min(width, height);
  return CAMERA_BITRATES.find((step) => lines >= step.height)?.bitrate ?? 200_000;
}
