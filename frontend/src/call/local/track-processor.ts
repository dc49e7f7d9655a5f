import { createLog } from '../../core/log';

const log = createLog('devices');

/** The effects that a user can turn on: one for the microphone, one for the camera. */
export type EffectName = 'noiseSuppression' | 'backgroundBlur';

/** `starting`: the user turned the effect on, and it does not process the track yet. */
export type EffectState = 'off' | 'starting' | 'on';

/** A running effect, which turns the track of a device into `track`. */
export interface TrackProcessor {
  readonly track: MediaStreamTrack;
  /** Stops all work; the track of the device stays open. */
  close(): void;
}

/**
 * Starts an effect on the track of a device. Resolves when the processed track carries media.
 *
 * @param onFailed is called when the effect stops working later
 * @throws when the effect cannot run here, or when `signal` aborts first
 */
export type StartTrackProcessor = (
  input: MediaStreamTrack,
  onFailed: () => void,
  signal: AbortSignal,
) => Promise<TrackProcessor>;

/** The effect of one source. */
export interface ProcessorOptions {
  /** Whether the user turned the effect on at an earlier visit. */
  readonly wanted: boolean;
  /** Whether the unprocessed track stays private while the effect starts and after it failed. */
  readonly hidesInput: boolean;
  /** Loads the code of the effect; called when the effect is first used. */
  load(): Promise<StartTrackProcessor>;
}

export interface ProcessedTrackOptions {
  /** Default: the track of the device is sent as it is. */
  readonly processor?: ProcessorOptions | undefined;
  /** `track` is another one now. */
  onTrack(track: MediaStreamTrack | null): void;
  /** `state` changed. */
  onChange(): void;
  /** The effect cannot run and is off now; `hidden`: nothing is sent, to keep the input private. */
  onFailed(hidden: boolean): void;
}

/** The track that a source sends: the track of its device, or what a track processor makes of it. */
export class ProcessedTrack {
  readonly #options: ProcessedTrackOptions;
  #wanted: boolean;
  #input: MediaStreamTrack | null = null;
  #processor: TrackProcessor | null = null;
  /** The unprocessed input is what is sent. */
  #isPassedThrough = false;
  /** Undefined until `onTrack` was called for the first time. */
  #lastOutput: MediaStreamTrack | null | undefined;
  /** Aborts the processor that starts or runs. */
  #run = new AbortController();

  constructor(options: ProcessedTrackOptions) {
    this.#options = options;
    this.#wanted = options.processor?.wanted ?? false;
  }

  get state(): EffectState {
    if (!this.#wanted) return 'off';
    return this.#input && !this.#processor ? 'starting' : 'on';
  }

  /** The track that is sent, or null. */
  get track(): MediaStreamTrack | null {
    return this.#processor?.track ?? (this.#isPassedThrough ? this.#input : null);
  }

  /** Sets the track of the device. Call it again after `enabled` of that track changed. */
  setInput(track: MediaStreamTrack | null): void {
    if (track === this.#input) return this.#update();
    this.#input = track;
    this.#isPassedThrough = false;
    this.#restart();
  }

  /** Turns the effect on or off. */
  setWanted(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#restart();
  }

  #restart(): void {
    this.#run.abort();
    this.#run = new AbortController();
    const before = this.#processor;
    this.#processor = null;
    const hidesInput = this.#options.processor?.hidesInput ?? false;
    if (!this.#input || !this.#wanted || !hidesInput) this.#isPassedThrough = this.#input !== null;
    this.#update();
    before?.close();
    if (this.#input && this.#wanted) void this.#start(this.#input, this.#run.signal);
    this.#options.onChange();
  }

  async #start(input: MediaStreamTrack, run: AbortSignal): Promise<void> {
    try {
      const start = await this.#options.processor?.load();
      if (!start || run.aborted) return;
      const processor = await start(input, () => this.#fail(run), run);
      if (run.aborted) return processor.close();
      this.#processor = processor;
      this.#isPassedThrough = false;
      this.#update();
      this.#options.onChange();
    } catch (error) {
      if (!run.aborted) log.warn('effect does not start', { kind: input.kind, error });
      this.#fail(run);
    }
  }

  #fail(run: AbortSignal): void {
    // An input that has ended is replaced soon, and its end is no fault of the effect.
    if (run.aborted || this.#input?.readyState === 'ended') return;
    const hidden = this.#options.processor?.hidesInput === true && !this.#isPassedThrough;
    this.#wanted = false;
    if (hidden) {
      this.#run.abort();
      this.#processor?.close();
      this.#processor = null;
      this.#update();
      this.#options.onChange();
    } else {
      this.#restart();
    }
    this.#options.onFailed(hidden);
  }

  #update(): void {
    // A processor holds back some audio. Muting must not wait until that has been sent.
    if (this.#processor && this.#input) this.#processor.track.enabled = this.#input.enabled;
    const { track } = this;
    if (track === this.#lastOutput) return;
    this.#lastOutput = track;
    this.#options.onTrack(track);
  }
}
