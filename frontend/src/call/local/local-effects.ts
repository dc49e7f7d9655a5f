import { loadPart } from '../../core/load-part';
import { EffectOutput } from './effect-output';
import type { KeyValueStorage } from '../../core/browser-storage';
import { readRemembered, remember } from './remembered-devices';
import type { EffectName, EffectState, StartEffect } from './track-effect';

type Source = 'microphone' | 'camera';
/** Loads the code of an effect. */
export type EffectLoaders = Readonly<Record<EffectName, () => Promise<StartEffect>>>;

export interface LocalEffectsOptions {
  readonly storage: KeyValueStorage | undefined;
  readonly loaders: EffectLoaders;
  /** The track to send, or null. */
  onTrack(source: Source, track: MediaStreamTrack | null): void;
  onChange(): void;
  /** It cannot run and is off now; `hidden`: nothing is sent, so as to show nothing bare. */
  onFailed(effect: EffectName, hidden: boolean): void;
}

/** Nobody pays for the code of an effect that is not used. */
const LOADERS: EffectLoaders = {
  noiseSuppression: () =>
    loadPart(async () => (await import('./noise-suppression')).startNoiseSuppression),
  backgroundBlur: () =>
    loadPart(async () => (await import('./blur/background-blur')).startBackgroundBlur),
};

/** What stands between one's own devices and the others; remembered between visits. */
export class LocalEffects {
  readonly #options: LocalEffectsOptions;
  readonly #outputs: Readonly<Record<Source, EffectOutput>>;

  constructor(options: Omit<LocalEffectsOptions, 'loaders'> & { loaders?: EffectLoaders }) {
    this.#options = { ...options, loaders: options.loaders ?? LOADERS };
    this.#outputs = {
      microphone: this.#output('microphone', 'noiseSuppression', false),
      camera: this.#output('camera', 'backgroundBlur', true),
    };
  }

  get noiseSuppression(): EffectState {
    return this.#outputs.microphone.state;
  }

  get backgroundBlur(): EffectState {
    return this.#outputs.camera.state;
  }

  /** What is sent. */
  track(source: Source): MediaStreamTrack | null {
    return this.#outputs[source].track;
  }

  input(source: Source, track: MediaStreamTrack | null): void {
    this.#outputs[source].input(track);
  }

  set(effect: EffectName, on: boolean): void {
    remember(this.#options.storage, { [effect]: on });
    this.#outputs[effect === 'noiseSuppression' ? 'microphone' : 'camera'].set(on);
  }

  #output(source: Source, effect: EffectName, hides: boolean): EffectOutput {
    const { storage, loaders } = this.#options;
    return new EffectOutput(readRemembered(storage)[effect], {
      load: loaders[effect],
      hides,
      onTrack: (track) => this.#options.onTrack(source, track),
      onChange: () => this.#options.onChange(),
      onFailed: (hidden) => {
        remember(storage, { [effect]: false });
        this.#options.onFailed(effect, hidden);
      },
    });
  }
}
