import type { MediaErrorReason, SourceState } from '../session/call-snapshot';
import { SerialQueue } from '../../core/serial-queue';
import { createValue, type ReadonlyValue, type Value } from '../../core/value';
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
  onSystemMuted(): void;
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
  /** Openings that are under way or wait for their turn. */
  #openings = 0;
  /** Openings together with the other source, which end with `arrived`. */
  #expected = 0;
  /** The browser seems to be asking the person for permission. */
  #asking = false;
  /** The present device was muted or unmuted meanwhile. */
  #unheard = false;
  // Some systems take the present device away as soon as another one is asked for: while that is
  // under way, what the present one does is no news.
  readonly #onEnded = (): void => {
    if (!this.changing) this.#options.onEnded();
  };
  readonly #onMuted = (): void => {
    this.#unheard = this.changing;
    if (this.#unheard) return;
    this.#apply();
    if (this.#wanted && this.#track?.muted) this.#options.onSystemMuted();
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

  /** Whether a device is being opened just now. */
  get changing(): boolean {
    return this.#openings > 0;
  }

  /** Resolves when what is being opened now is open, or known not to open. */
  settled(): Promise<void> {
    return this.#queue.run(() => Promise.resolve());
  }

  /** Makes the source usable again after `close`. */
  reopen(): void {
    this.#closed = false;
  }

  /**
   * It is being opened together with the other source: `accept` or `fail` says what came of it, and
   * `arrived` that it is over. Meanwhile turning it on or off opens nothing by itself, since the
   * browser would ask once more.
   */
  expect(): void {
    this.#asking = false;
    this.#expected += 1;
    this.#showOpening();
  }

  arrived(): void {
    this.#expected -= 1;
    this.#showOpening();
  }

  /** Whether the browser seems to be asking for permission, as long as an opening goes on. */
  setAsking(asking: boolean): void {
    this.#asking = asking;
    this.#showOpening();
  }

  /** Takes a track that was opened together with another source. */
  accept(track: MediaStreamTrack): void {
    this.#use(track);
    this.#showOpening();
  }

  fail(reason: MediaErrorReason): void {
    this.#use(null, reason);
    this.#showOpening();
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
    const isAskedFor = this.#expected > 0 && !this.#track && this.#state.get().error === null;
    if (isAskedFor) return this.#showOpening();
    if (on) await this.#open();
    else {
      this.#state.update((state) => ({ ...state, on: false }));
      this.#showOpening();
    }
  }

  /**
   * Switches to this device; if the source is off it is only used when turned on. Why that failed,
   * or null; the device before it stays in use then, where it can be.
   */
  async choose(deviceId: string): Promise<MediaErrorReason | null> {
    const isOpen = this.#track !== null || (this.#options.keepOpen && this.changing);
    return isOpen || this.#wanted ? this.#open(deviceId) : null;
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

  get #unwanted(): boolean {
    return this.#closed || (!this.#wanted && !this.#options.keepOpen);
  }

  #open(deviceId?: string, failure?: MediaErrorReason): Promise<MediaErrorReason | null> {
    if (!this.changing) this.#asking = false;
    this.#openings += 1;
    this.#showOpening();
    return this.#queue.run(async () => {
      try {
        // Any device will do, and what was asked for before this has opened one.
        if (deviceId === undefined && this.#track?.readyState === 'live') this.#apply();
        else if (!this.#unwanted) await this.#exchange(deviceId);
        return null;
      } catch (error) {
        const cause = mediaErrorReason(error);
        const reason = cause === 'permission-denied' ? cause : (failure ?? cause);
        // A device that was chosen but does not open leaves the present one in use.
        if (this.#track) this.#state.update((s) => ({ ...s, error: reason }));
        else if (!this.#unwanted) this.#use(null, reason);
        return reason;
      } finally {
        this.#openings -= 1;
        if (!this.changing) this.#catchUp();
      }
    });
  }

  /**
   * The present device stays open until the new one is, so that nothing is missed. Where both are
   * not to be had at once (most phones; cameras on one USB bus), it makes room, and comes back if
   * the new one does not open then either.
   */
  async #exchange(deviceId?: string): Promise<void> {
    try {
      this.#take(await this.#options.open(deviceId));
    } catch (error) {
      const held = this.#track;
      if (!held || mediaErrorReason(error) !== 'in-use') throw error;
      const { deviceId: before } = held.getSettings();
      this.#release();
      await this.#openAlone(deviceId, before);
    }
  }

  /** Rejects as the new device did when the one before is open again, else as that one did. */
  async #openAlone(deviceId: string | undefined, before: string | undefined): Promise<void> {
    try {
      this.#take(await this.#options.open(deviceId));
    } catch (error) {
      if (!this.#track && !this.#unwanted) this.#take(await this.#options.open(before));
      throw error;
    }
  }

  #take(track: MediaStreamTrack): void {
    if (this.#unwanted) track.stop();
    else this.#use(track);
  }

  /** What the present device did meanwhile is news if it is still the one in use. */
  #catchUp(): void {
    this.#showOpening();
    if (this.#track?.readyState === 'ended') this.#onEnded();
    else if (this.#unheard) this.#onMuted();
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
      this.#state.update((state) => ({ ...state, on: false, error, opening: undefined }));
    }
  }

  /** Shows whether an opening is under way; a source that has failed is not being opened any more. */
  #showOpening(): void {
    if (this.#closed) return;
    const isExpected = this.#expected > 0 && (this.#wanted || this.#options.keepOpen);
    this.#state.update((state) => {
      const pending = this.changing || (isExpected && !this.#track && state.error === null);
      const isOpening = pending && this.#wanted && !state.on;
      const opening = isOpening ? (this.#asking ? 'asking' : 'starting') : undefined;
      const isSame = pending === state.pending && opening === state.opening;
      return isSame ? state : { ...state, pending, opening };
    });
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
    const error = this.#wanted && track.muted ? 'system-muted' : null;
    this.#state.update((state) => ({ ...state, on: this.#wanted, error, opening: undefined }));
  }

  /** Stops the device; `tell` is false when another track takes its place at once. */
  #release(tell = true): void {
    const track = this.#track;
    if (!track) return;
    this.#track = null;
    this.#unheard = false;
    track.removeEventListener('ended', this.#onEnded);
    track.removeEventListener('mute', this.#onMuted);
    track.removeEventListener('unmute', this.#onMuted);
    track.stop();
    if (tell) this.#options.onTrack(null);
  }
}
