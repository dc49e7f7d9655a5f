import type { MediaErrorReason, SourceState } from '../call-snapshot';
import { SerialQueue } from '../serial-queue';
import { createValue, type ReadonlyValue, type Value } from '../value';
import { mediaErrorReason } from './media-error';

export interface LocalSourceOptions {
  /** A muted microphone stays open, so that unmuting is instant; a camera's light must go out. */
  readonly keepOpen: boolean;
  /** Opens the device; with `deviceId` exactly that one, else the wanted or default one. */
  open(deviceId?: string): Promise<MediaStreamTrack>;
  /** The track to send, or null. */
  onTrack(track: MediaStreamTrack | null): void;
  /** The device stopped by itself. */
  onEnded(): void;
  /** The system, or a switch on the device, silences the track from now on. */
  onSilenced(): void;
}

export const SOURCE_OFF: SourceState = { on: false, pending: false, error: null };

/** One's own microphone or camera: what is wanted, what is open, and why it is not. */
export class LocalSource {
  readonly #options: LocalSourceOptions;
  readonly #queue = new SerialQueue();
  readonly #state: Value<SourceState> = createValue(SOURCE_OFF);
  #track: MediaStreamTrack | null = null;
  #wanted: boolean;
  #closed = false;
  readonly #onEnded = (): void => this.#options.onEnded();
  readonly #onMuted = (): void => {
    this.#apply();
    if (this.#wanted && this.#track?.muted) this.#options.onSilenced();
  };

  constructor(wanted: boolean, options: LocalSourceOptions) {
    this.#wanted = wanted;
    this.#options = options;
  }

  get state(): ReadonlyValue<SourceState> {
    return this.#state;
  }

  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Makes the source usable again after `close`. */
  reopen(): void {
    this.#closed = false;
  }

  /** Takes a track that was opened together with another source. */
  accept(track: MediaStreamTrack): void {
    this.#use(track);
  }

  fail(reason: MediaErrorReason): void {
    this.#use(null, reason);
  }

  /** Off until somebody turns it on again. */
  giveUp(reason: MediaErrorReason): void {
    this.#wanted = false;
    this.fail(reason);
  }

  /** Tries again after a failure; what is off stays off. */
  async recover(): Promise<void> {
    if (this.#wanted || this.#options.keepOpen) await this.#open();
    else this.#state.update((state) => ({ ...state, error: null }));
  }

  /** Never rejects; a device that cannot be opened shows in `state.error`. */
  async set(on: boolean): Promise<void> {
    this.#wanted = on;
    const silent = this.#track && (this.#options.keepOpen || !on);
    if (silent) return this.#apply();
    if (on) await this.#open();
    else this.#state.update((state) => ({ ...state, on: false }));
  }

  /** Switches to this device; if the source is off it is only used when turned on. */
  async choose(deviceId: string): Promise<void> {
    if (this.#track || this.#wanted) await this.#open(deviceId);
  }

  /** The device went away: the default one, or an honest "lost". */
  async replaceLost(): Promise<void> {
    this.#release();
    this.#use(null, 'lost');
    if (this.#wanted || this.#options.keepOpen) await this.#open(undefined, 'lost');
  }

  close(): void {
    this.#closed = true;
    this.#release();
    this.#state.set(SOURCE_OFF);
  }

  #open(deviceId?: string, failure?: MediaErrorReason): Promise<void> {
    this.#state.update((state) => ({ ...state, pending: true }));
    return this.#queue.run(async () => {
      try {
        const track = await this.#options.open(deviceId);
        const late = this.#closed || (!this.#wanted && !this.#options.keepOpen);
        if (late) track.stop();
        else this.#use(track);
      } catch (error) {
        const cause = mediaErrorReason(error);
        const reason = cause === 'permission-denied' ? cause : (failure ?? cause);
        // A device that was chosen but does not open leaves the present one in use.
        if (this.#track?.readyState === 'live')
          this.#state.update((s) => ({ ...s, error: reason }));
        else this.#use(null, reason);
      } finally {
        this.#state.update((state) => ({ ...state, pending: false }));
      }
    });
  }

  #use(track: MediaStreamTrack | null, error: MediaErrorReason | null = null): void {
    if (this.#closed) {
      track?.stop();
      return;
    }
    if (this.#track && this.#track !== track) this.#release(track === null);
    this.#track = track;
    if (track) {
      track.addEventListener('ended', this.#onEnded);
      track.addEventListener('mute', this.#onMuted);
      track.addEventListener('unmute', this.#onMuted);
      this.#apply();
    } else {
      this.#state.update((state) => ({ ...state, on: false, error }));
    }
  }

  #apply(): void {
    const track = this.#track;
    if (!track) return;
    if (!this.#wanted && !this.#options.keepOpen) {
      this.#release();
    } else {
      track.enabled = this.#wanted;
      this.#options.onTrack(track);
    }
    const error = this.#wanted && track.muted ? 'silenced' : null;
    this.#state.update((state) => ({ ...state, on: this.#wanted, error }));
  }

  /** Stops the device; `tell` is false when another track takes its place at once. */
  #release(tell = true): void {
    const track = this.#track;
    if (!track) return;
    this.#track = null;
    track.removeEventListener('ended', this.#onEnded);
    track.removeEventListener('mute', this.#onMuted);
    track.removeEventListener('unmute', this.#onMuted);
    track.stop();
    if (tell) this.#options.onTrack(null);
  }
}
