import type { EffectState, StartEffect, TrackEffect } from './track-effect';

export interface EffectOutputOptions {
  /** Loads the code of the effect; called only when the effect is used. */
  load(): Promise<StartEffect>;
  /** Whether the bare track must not be seen while the effect starts. */
  readonly hides: boolean;
  /** The track to send, or null; told again whenever it was turned on or off. */
  onTrack(track: MediaStreamTrack | null): void;
  /** `state` changed. */
  onChange(): void;
  /** The effect cannot run and is off now; `hidden`: nothing is sent, so as to show nothing bare. */
  onFailed(hidden: boolean): void;
}

/** What one source sends: the track of the device, or what an effect makes of it. */
export class EffectOutput {
  readonly #options: EffectOutputOptions;
  #wanted: boolean;
  #input: MediaStreamTrack | null = null;
  #effect: TrackEffect | null = null;
  /** The bare input is what the others have been sent so far. */
  #isBare = false;
  /** Of the effect that starts or runs; aborted, it is dropped. */
  #turn = new AbortController();

  constructor(wanted: boolean, options: EffectOutputOptions) {
    this.#wanted = wanted;
    this.#options = options;
  }

  get state(): EffectState {
    if (!this.#wanted) return 'off';
    return this.#input && !this.#effect ? 'starting' : 'on';
  }

  /** What is sent. */
  get track(): MediaStreamTrack | null {
    return this.#effect?.track ?? (this.#isBare ? this.#input : null);
  }

  /** The device gives this track from now on; to call again when it was turned on or off. */
  input(track: MediaStreamTrack | null): void {
    if (track === this.#input) return this.#tell();
    this.#input = track;
    this.#isBare = false;
    this.#restart();
  }

  set(wanted: boolean): void {
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.#restart();
  }

  #restart(): void {
    this.#turn.abort();
    this.#turn = new AbortController();
    const before = this.#effect;
    this.#effect = null;
    if (!this.#input || !this.#wanted || !this.#options.hides) this.#isBare = this.#input !== null;
    this.#tell();
    before?.close();
    if (this.#input && this.#wanted) void this.#start(this.#input, this.#turn.signal);
    this.#options.onChange();
  }

  async #start(input: MediaStreamTrack, turn: AbortSignal): Promise<void> {
    try {
      const start = await this.#options.load();
      if (turn.aborted) return;
      const effect = await start(input, () => this.#fail(turn), turn);
      if (turn.aborted) return effect.close();
      this.#effect = effect;
      this.#isBare = false;
      this.#tell();
      this.#options.onChange();
    } catch {
      this.#fail(turn);
    }
  }

  #fail(turn: AbortSignal): void {
    // Nothing can be made of a device that is gone; another input comes, or none.
    if (turn.aborted || this.#input?.readyState === 'ended') return;
    const hidden = this.#options.hides && !this.#isBare;
    this.#wanted = false;
    if (hidden) {
      this.#turn.abort();
      this.#effect?.close();
      this.#effect = null;
      this.#tell();
      this.#options.onChange();
    } else {
      this.#restart();
    }
    this.#options.onFailed(hidden);
  }

  /** Off must be off in the same moment, not when the effect has worked off what it holds. */
  #tell(): void {
    if (this.#effect && this.#input) this.#effect.track.enabled = this.#input.enabled;
    this.#options.onTrack(this.track);
  }
}
