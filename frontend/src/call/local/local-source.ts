import type { Emitter } from '../../core/emitter';
import { createLog } from '../../core/log';
import { SerialQueue } from '../../core/serial-queue';
import { createValue, type ReadonlyValue, type Value } from '../../core/value';
import type { MediaErrorReason, SourceState } from '../session/call-snapshot';
import type { DeviceSource, LocalMediaEvents } from './local-media-events';
import { mediaErrorReason } from './media-error';
import { type EffectState, ProcessedTrack, type ProcessorOptions } from './track-processor';

const log = createLog('devices');

export interface LocalSourceOptions {
  readonly source: DeviceSource;
  /** Whether the source should be on. */
  readonly wanted: boolean;
  /** A muted microphone stays open, so that unmuting is instant; the light of a camera must go out. */
  readonly keepOpen: boolean;
  /** The effect of this source; default: none. */
  readonly processor?: ProcessorOptions | undefined;
  /** Gets `track` whenever the source sends another track, and `changed`. */
  readonly events: Emitter<LocalMediaEvents>;
  /** Opens exactly the device with this id, else the wanted one or the browser's default. */
  open(deviceId?: string): Promise<MediaStreamTrack>;
  /** The device stopped by itself. */
  onEnded(): void;
  /** The system, or a switch on the device, withholds the media from now on. */
  onSystemMuted(): void;
  /** The effect is off now; `hidden`: the source sends nothing, so that its input stays private. */
  onEffectFailed(hidden: boolean): void;
}

export const SOURCE_OFF: SourceState = { on: false, pending: false, error: null };

/**
 * The user's microphone or camera: whether it should be on, the track of the open device, the track
 * that is sent, and the reason if there is none.
 */
export class LocalSource {
  readonly #options: LocalSourceOptions;
  readonly #queue = new SerialQueue();
  readonly #state: Value<SourceState> = createValue(SOURCE_OFF);
  readonly #processed: ProcessedTrack;
  #track: MediaStreamTrack | null = null;
  #wanted: boolean;
  #closed = false;
  /** Counts the openings that are running or wait for their turn. */
  #openings = 0;
  /** Counts the openings together with the other source, which end with `arrived`. */
  #expected = 0;
  /** The browser seems to be asking the user for permission. */
  #asking = false;
  /** The system muted or unmuted the present device while another one was being opened. */
  #mutedDuringOpening = false;
  // Some systems take the present device away as soon as another one is asked for, so the end of the
  // present device means nothing until that one is open.
  readonly #onEnded = (): void => {
    if (!this.changing) this.#options.onEnded();
  };
  readonly #onMuted = (): void => {
    this.#mutedDuringOpening = this.changing;
    if (this.#mutedDuringOpening) return;
    this.#apply();
    if (this.#wanted && this.#track?.muted) this.#options.onSystemMuted();
  };

  constructor(options: LocalSourceOptions) {
    this.#options = options;
    this.#wanted = options.wanted;
    const { source, events, processor } = options;
    this.#processed = new ProcessedTrack({
      processor,
      onTrack: (track) => events.emit('track', { source, track }),
      onChange: () => events.emit('changed'),
      onFailed: (hidden) => options.onEffectFailed(hidden),
    });
    this.#state.subscribe(() => events.emit('changed'));
  }

  get state(): ReadonlyValue<SourceState> {
    return this.#state;
  }

  /** The track of the open device. */
  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  /** The track that is sent: `track`, or what the effect makes of it. */
  get output(): MediaStreamTrack | null {
    return this.#processed.track;
  }

  get effect(): EffectState {
    return this.#processed.state;
  }

  /** Turns the effect of this source on or off. */
  setEffect(on: boolean): void {
    this.#processed.setWanted(on);
  }

  get wanted(): boolean {
    return this.#wanted;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether a device is being opened now. */
  get changing(): boolean {
    return this.#openings > 0;
  }

  /** Resolves when every opening that is running now has succeeded or failed. */
  settled(): Promise<void> {
    return this.#queue.run(() => Promise.resolve());
  }

  /** Makes the source usable again after `close`. */
  restart(): void {
    this.#closed = false;
  }

  /**
   * The source is being opened together with the other one: `accept` or `fail` brings the result,
   * and `arrived` ends it. Until then `set` opens nothing, since the browser would ask again.
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

  /** Sets whether the browser seems to be asking for permission; counts until the opening ends. */
  setAsking(asking: boolean): void {
    this.#asking = asking;
    this.#showOpening();
  }

  /** Uses a track that was opened together with the other source. */
  accept(track: MediaStreamTrack): void {
    this.#use(track);
    this.#showOpening();
  }

  /** Closes the device; the user's wish to have the source on stays. */
  fail(reason: MediaErrorReason): void {
    this.#use(null, reason);
    this.#showOpening();
  }

  /** Closes the device until the user turns the source on again. */
  giveUp(reason: MediaErrorReason): void {
    this.#wanted = false;
    this.fail(reason);
  }

  /** Tries again after a failure; a source that is off stays off. */
  async recover(): Promise<void> {
    if (this.#wanted || this.#options.keepOpen) await this.#open();
    else this.#state.update((state) => ({ ...state, error: null }));
  }

  /** Turns the source on or off. Never rejects: `state.error` says why a device does not open. */
  async set(on: boolean): Promise<void> {
    this.#wanted = on;
    const needsNoOpening = this.#track && (this.#options.keepOpen || !on);
    if (needsNoOpening) return this.#apply();
    const isAskedFor = this.#expected > 0 && !this.#track && this.#state.get().error === null;
    if (isAskedFor) return this.#showOpening();
    if (on) await this.#open();
    else {
      this.#state.update((state) => ({ ...state, on: false }));
      this.#showOpening();
    }
  }

  /**
   * Switches to this device; a source that is off uses it when it is turned on. Resolves with null,
   * or with the reason of a failure: the earlier device stays in use then, if it can.
   */
  async choose(deviceId: string): Promise<MediaErrorReason | null> {
    const isOpen = this.#track !== null || (this.#options.keepOpen && this.changing);
    return isOpen || this.#wanted ? this.#open(deviceId) : null;
  }

  /** The device went away: opens the default one, or shows `lost`. */
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

  get #isUnwanted(): boolean {
    return this.#closed || (!this.#wanted && !this.#options.keepOpen);
  }

  #open(deviceId?: string, failure?: MediaErrorReason): Promise<MediaErrorReason | null> {
    if (!this.changing) this.#asking = false;
    this.#openings += 1;
    this.#showOpening();
    return this.#queue.run(async () => {
      try {
        // Any device will do, and an earlier opening has opened one.
        if (deviceId === undefined && this.#track?.readyState === 'live') this.#apply();
        else if (!this.#isUnwanted) await this.#exchange(deviceId);
        return null;
      } catch (error) {
        const cause = mediaErrorReason(error);
        const reason = cause === 'permission-denied' ? cause : (failure ?? cause);
        log.warn('device does not open', { source: this.#options.source, reason, error });
        // The present device stays in use.
        if (this.#track) this.#state.update((state) => ({ ...state, error: reason }));
        else if (!this.#isUnwanted) this.#use(null, reason);
        return reason;
      } finally {
        this.#openings -= 1;
        if (!this.changing) this.#catchUp();
      }
    });
  }

  /**
   * Closes the present device after the new one is open, so that there is no gap. If the system
   * cannot open both at once (most phones; cameras on one USB bus), it closes the present device
   * first, and opens that again if the new one fails even then.
   */
  async #exchange(deviceId?: string): Promise<void> {
    try {
      this.#take(await this.#options.open(deviceId));
    } catch (error) {
      const held = this.#track;
      if (!held || mediaErrorReason(error) !== 'in-use') throw error;
      log.info('device makes room for another one', { source: this.#options.source, error });
      const { deviceId: before } = held.getSettings();
      this.#release();
      await this.#openAlone(deviceId, before);
    }
  }

  /**
   * @throws the error of the new device, or of the earlier device if that does not open again
   */
  async #openAlone(deviceId: string | undefined, before: string | undefined): Promise<void> {
    try {
      this.#take(await this.#options.open(deviceId));
    } catch (error) {
      if (!this.#track && !this.#isUnwanted) this.#take(await this.#options.open(before));
      throw error;
    }
  }

  #take(track: MediaStreamTrack): void {
    if (this.#isUnwanted) track.stop();
    else this.#use(track);
  }

  /** Handles what happened to the present device during the opening, if it is still in use. */
  #catchUp(): void {
    this.#showOpening();
    if (this.#track?.readyState === 'ended') this.#onEnded();
    else if (this.#mutedDuringOpening) this.#onMuted();
  }

  #use(track: MediaStreamTrack | null, error: MediaErrorReason | null = null): void {
    if (this.#closed) {
      track?.stop();
      return;
    }
    if (this.#track && this.#track !== track) this.#release(track !== null);
    this.#track = track;
    if (track) {
      log.info('device opened', { source: this.#options.source });
      track.addEventListener('ended', this.#onEnded);
      track.addEventListener('mute', this.#onMuted);
      track.addEventListener('unmute', this.#onMuted);
      this.#apply();
    } else {
      this.#state.update((state) => ({ ...state, on: false, error, opening: undefined }));
    }
  }

  /** Shows whether an opening is running; a failure ends it. */
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
      this.#processed.setInput(track);
    }
    const error = this.#wanted && track.muted ? 'system-muted' : null;
    this.#state.update((state) => ({ ...state, on: this.#wanted, error, opening: undefined }));
  }

  /** Stops the device. `isReplaced`: another track takes its place at once. */
  #release(isReplaced = false): void {
    const track = this.#track;
    if (!track) return;
    this.#track = null;
    this.#mutedDuringOpening = false;
    track.removeEventListener('ended', this.#onEnded);
    track.removeEventListener('mute', this.#onMuted);
    track.removeEventListener('unmute', this.#onMuted);
    track.stop();
    if (!isReplaced) this.#processed.setInput(null);
  }
}
