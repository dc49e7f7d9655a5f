import type { SourceState } from '../call-snapshot';
import { createValue, type ReadonlyValue, type Value } from '../value';
import { SOURCE_OFF } from './local-source';
import { mediaErrorReason } from './media-error';

export interface ScreenShareOptions {
  readonly mediaDevices: MediaDevices | undefined;
  onTrack(source: 'screen' | 'screen-audio', track: MediaStreamTrack | null): void;
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

  /** Asks what to share. Never rejects; a picker that was closed leaves no error. */
  async start(): Promise<void> {
    const { mediaDevices } = this.#options;
    if (this.#state.get().on || this.#state.get().pending) return;
    if (!mediaDevices?.getDisplayMedia) {
      this.#state.set({ ...SOURCE_OFF, error: 'insecure-context' });
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
      const reason = mediaErrorReason(error);
      // The same name tells a closed picker; only the system's refusal needs words.
      const bySystem = error instanceof Error && /system/i.test(error.message);
      const cancelled = reason === 'permission-denied' && !bySystem;
      this.#state.set({ ...SOURCE_OFF, error: cancelled ? null : reason });
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
