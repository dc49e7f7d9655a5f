import { type RemoteTrackPublication, VideoQuality } from 'livekit-client';
import type { VisibleSource } from '../track-source';

/** Enough to prove that video arrives, while the old route still uses the connection as well. */
const PROVING_HEIGHT = 180;
/** Nobody sends more. */
const FULL_HEIGHT = 1_080;
const ASPECT = 16 / 9;
/** Frames per second, as in the mesh. */
const SCREEN_FPS = 15;
const LOW_SCREEN_FPS = 3;

type Publication = Pick<
  RemoteTrackPublication,
  'setEnabled' | 'setVideoDimensions' | 'setVideoFPS' | 'setVideoQuality' | 'track'
>;

/** How high the videos of the others are received: not at all while they are hidden. */
export class VideoLimits {
  readonly #heights = new Map<string, Map<VisibleSource, number>>();
  /** While a move is proved, everything is small. */
  isProving = false;
  /** In low-connection mode, there are no cameras and few frames of screens. */
  isLow = false;

  set(participantId: string, source: VisibleSource, height: number): void {
    const heights = this.#heights.get(participantId) ?? new Map<VisibleSource, number>();
    this.#heights.set(participantId, heights.set(source, height));
  }

  /** Asks the SFU for no more than that. To call again when the track has arrived. */
  apply(publication: Publication, participantId: string, source: VisibleSource): void {
    const isOff = this.isLow && source === 'camera';
    const shown = isOff ? 0 : (this.#heights.get(participantId)?.get(source) ?? FULL_HEIGHT);
    publication.setEnabled(shown > 0);
    if (shown === 0) return;
    const height = this.isProving ? Math.min(shown, PROVING_HEIGHT) : shown;
    // livekit-client drops dimensions of a track that has not arrived, but not the name of a layer;
    // otherwise all layers would be sent until then.
    if (publication.track === undefined) publication.setVideoQuality(layerFor(height));
    else publication.setVideoDimensions({ width: Math.round(height * ASPECT), height });
    if (source === 'screen') publication.setVideoFPS(this.isLow ? LOW_SCREEN_FPS : SCREEN_FPS);
  }
}

function layerFor(height: number): VideoQuality {
  if (height <= 180) return VideoQuality.LOW;
  return height <= 360 ? VideoQuality.MEDIUM : VideoQuality.HIGH;
}
