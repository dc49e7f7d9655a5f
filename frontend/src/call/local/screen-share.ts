import type { Emitter } from '../../core/emitter';
import { createLog } from '../../core/log';
import { createValue, type ReadonlyValue, type Value } from '../../core/value';
import type { MediaErrorReason, SourceState } from '../session/call-snapshot';
import type { LocalMediaEvents } from './local-media-events';
import { SOURCE_OFF } from './local-source';
import { mediaErrorReason, noDevicesReason } from './media-error';

const log = createLog('devices');

/** A tab may play music, which the processing for voices would make mono and cut into pieces. */
const AS_PLAYED: MediaTrackConstraints = {
  channelCount: 2,
  echoCancellation: false,
  noiseSuppression: false,
  autoGainControl: false,
};

/** The user's screen: at most one at a time, with its audio if the browser captures that. */
export class ScreenShare {
  readonly #mediaDevices: MediaDevices | undefined;
  readonly #events: Emitter<LocalMediaEvents>;
  readonly #state: Value<SourceState> = createValue(SOURCE_OFF);
  #tracks: MediaStreamTrack[] = [];
  /** Counts starts and stops, so that a picker that the user answers too late opens nothing. */
  #turn = 0;
  /** The user pressed "Stop sharing" in the browser's own bar. */
  readonly #onEnded = (): void => this.stop();

  constructor(mediaDevices: MediaDevices | undefined, events: Emitter<LocalMediaEvents>) {
    this.#mediaDevices = mediaDevices;
    this.#events = events;
    this.#state.subscribe(() => events.emit('changed'));
  }

  get state(): ReadonlyValue<SourceState> {
    return this.#state;
  }

  get video(): MediaStreamTrack | null {
    return this.#tracks.find(({ kind }) => kind === 'video') ?? null;
  }

  /** Asks the user what to share. Never rejects: a failure is emitted as a notice. */
  async start(): Promise<void> {
    if (this.#state.get().on || this.#state.get().pending) return;
    if (!this.#mediaDevices?.getDisplayMedia) return this.#fail(noDevicesReason());
    const turn = ++this.#turn;
    this.#state.set({ ...SOURCE_OFF, pending: true });
    try {
      const stream = await this.#mediaDevices.getDisplayMedia({
        video: { frameRate: { ideal: 15, max: 30 } },
        audio: AS_PLAYED,
      });
      if (turn === this.#turn) this.#share(stream);
      else for (const track of stream.getTracks()) track.stop();
    } catch (error) {
      log.info('screen is not shared', { error });
      if (turn !== this.#turn) return;
      this.#state.set(SOURCE_OFF);
      if (!isClosedPicker(error)) this.#fail(mediaErrorReason(error));
    }
  }

  stop(): void {
    this.#turn += 1;
    const tracks = this.#tracks.splice(0);
    for (const track of tracks) {
      track.removeEventListener('ended', this.#onEnded);
      track.stop();
      this.#events.emit('track', { source: sourceOf(track), track: null });
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
      this.#events.emit('track', { source: sourceOf(track), track });
    }
    this.#state.set({ ...SOURCE_OFF, on: true });
  }

  #fail(reason: MediaErrorReason): void {
    this.#events.emit('notice', { kind: 'not-shared', reason });
  }
}

const sourceOf = ({ kind }: MediaStreamTrack): 'screen' | 'screen-audio' =>
  kind === 'video' ? 'screen' : 'screen-audio';

/**
 * Whether the user closed the picker, which is no failure. A system that forbids recording the screen
 * causes an error with the same name. Chromium tells it apart by the message ("Permission denied by
 * system"); in Firefox and Safari neither is reported.
 */
function isClosedPicker(error: unknown): boolean {
  const isBySystem = error instanceof Error && /system/i.test(error.message);
  return mediaErrorReason(error) === 'permission-denied' && !isBySystem;
}
