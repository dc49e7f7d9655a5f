import type { MediaErrorReason, SourceState } from '../session/call-snapshot';
import { createValue, type ReadonlyValue, type Value } from '../../core/value';
import { SOURCE_OFF } from './local-source';
import { mediaErrorReason, noDevicesReason } from './media-error';

export interface ScreenShareOptions {
  readonly mediaDevices: MediaDevices | undefined;
  onTrack(source: 'screen' | 'screen-audio', track: MediaStreamTrack | null): void;
  /** It was to be shared and could not be. A picker that was closed is no failure. */
  onFailed(reason: MediaErrorReason): void;
}

/** What a tab plays may be music: what a browser does for a voice would make it mono and gate it. */
const AS_PLAYED: MediaTrackConstraints = {
  channelCount: 2,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

/** One's own screen: at most one at a time, with its sound where the browser gives it. */
export class ScreenShare {
  readonly #options: ScreenShareOptions;
  readonly #state: Value<SourceState> = createValue(SOURCE_OFF);
  #tracks: MediaStreamTrack[] = [];
  /** Counts starts and stops, so that a picker answered too late opens nothing. */
  #turn = 0;
  /** "Stop sharing" in the browser's own bar. */
  readonly #onEnded = (): void => this.stop();

  constructor(options: ScreenShareOptions) {
    this.#options = options;
  }

  get state(): ReadonlyValue<SourceState> {
    return this.#state;
  }

  get video(): MediaStreamTrack | null {
    return this.#tracks.find(({ kind }) => kind === 'video') ?? null;
  }

  /** Asks what to share. Never rejects. */
  async start(): Promise<void> {
    const { mediaDevices } = this.#options;
    if (this.#state.get().on || this.#state.get().pending) return;
    if (!mediaDevices?.getDisplayMedia) {
      this.#options.onFailed(noDevicesReason());
      return;
    }
    const turn = ++this.#turn;
    this.#state.set({ ...SOURCE_OFF, pending: true });
    try {
      const stream = await mediaDevices.getDisplayMedia({
        video: { frameRate: { ideal: 15, max: 30 } },
        audio: AS_PLAYED,
      });
      if (turn === this.#turn) this.#share(stream);
      else for (const track of stream.getTracks()) track.stop();
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#state.set(SOURCE_OFF);
      if (!isClosedPicker(error)) this.#options.onFailed(mediaErrorReason(error));
    }
  }

  stop(): void {
    this.#turn += 1;
    const tracks = this.#tracks.splice(0);
    for (const track of tracks) {
      track.removeEventListener('ended', this.#onEnded);
      track.stop();
      this.#options.onTrack(track.kind === 'video' ? 'screen' : 'screen-audio', null);
    }
    this.#state.set(SOURCE_OFF);
  }

  #share(stream: MediaStream): void {
    const [video] = stream.getVideoTracks();
    if (!video) throw new DOMException('No screen track', 'NotFoundError');
    video.contentHint = 'detail';
    video.addEventListener('ended', this.#onEnded);
    this.#tracks = stream.getTracks();
    for (const track of this.#tracks) {
      this.#options.onTrack(track.kind === 'video' ? 'screen' : 'screen-audio', track);
    }
    this.#state.set({ ...SOURCE_OFF, on: true });
  }
}

/**
 * A closed picker and a system that forbids recording the screen have the same name. Chromium's
 * message tells them apart ("Permission denied by system"); in Firefox and Safari both are silent.
 */
function isClosedPicker(error: unknown): boolean {
  const bySystem = error instanceof Error && /system/i.test(error.message);
  return mediaErrorReason(error) === 'permission-denied' && !bySystem;
}
