import type { MediaState } from '@parley/shared/participants';
import type { SelfSnapshot, SourceState } from '../session/call-snapshot';
import { type EffectLoaders, LocalEffects } from './local-effects';
import { LocalMedia } from './local-media';
import { MicrophoneMeter } from './microphone-meter';
import { MutedTalk } from './muted-talk';
import type { KeyValueStorage } from '../../core/browser-storage';
import { ScreenShare } from './screen-share';
import type { EffectName } from './track-effect';
import type { TrackSource } from '../media-transport';
import type { Scope } from '../../core/scope';
import type { PageVisibility } from '../../core/page-visibility';
import { StreamCache } from '../session/stream-cache';

export interface OwnMediaOptions {
  readonly mediaDevices: MediaDevices | undefined;
  readonly permissions?: Permissions | undefined;
  readonly storage: KeyValueStorage | undefined;
  readonly visibility?: PageVisibility | undefined;
  /** Default: the effects of this application. */
  readonly effects?: EffectLoaders | undefined;
  readonly scope: Scope;
  /** The track to send from now on, or null. */
  onTrack(source: TrackSource, track: MediaStreamTrack | null): void;
  /** `state` or `self` has changed. */
  onChange(): void;
}

/** All that one shows and says oneself: devices, screen, the raised hand. */
export class OwnMedia {
  readonly local: LocalMedia;
  readonly screen: ScreenShare;
  readonly effects: LocalEffects;
  readonly meter = new MicrophoneMeter();
  readonly #mutedTalk = new MutedTalk(() => this.local.notices.tell({ kind: 'talking' }));
  readonly #streams = new StreamCache();
  readonly #onChange: () => void;
  #handRaised = false;
  #isInMeeting = false;

  constructor(options: OwnMediaOptions) {
    const { mediaDevices, permissions, storage, scope } = options;
    const onTrack = (source: TrackSource, track: MediaStreamTrack | null): void => {
      options.onTrack(source, track);
      if (source === 'microphone') this.meter.follow(track);
    };
    this.effects = new LocalEffects({
      storage,
      ...(options.effects && { loaders: options.effects }),
      onTrack,
      onChange: () => this.#onChange(),
      onFailed: (effect, hidden) => this.#onEffectFailed(effect, hidden),
    });
    this.local = new LocalMedia({
      mediaDevices,
      permissions,
      storage,
      scope,
      isInCall: () => this.#isInMeeting,
      visibility: options.visibility,
      leavesNoise: () => this.effects.noiseSuppression !== 'off',
      onTrack: (source, track) => {
        this.effects.input(source, track);
        if (source === 'microphone') this.#followMuted();
      },
    });
    this.screen = new ScreenShare({
      mediaDevices,
      onTrack,
      onFailed: (reason) => this.local.notices.tell({ kind: 'not-shared', reason }),
    });
    this.#onChange = () => options.onChange();
    for (const { state } of [this.local.microphone, this.local.camera, this.screen]) {
      scope.add(state.subscribe(this.#onChange));
    }
    scope.add(() => this.meter.close());
    scope.add(() => this.#mutedTalk.close());
  }

  /** What the others are told. */
  get state(): MediaState {
    const { microphone, camera } = this.local;
    return {
      microphone: isSent(microphone.state.get()),
      camera: isSent(camera.state.get()),
      screen: this.screen.state.get().on,
      hand: this.#handRaised,
    };
  }

  /** What one sees oneself. */
  get self(): Omit<SelfSnapshot, 'participant'> {
    return {
      microphone: this.local.microphone.state.get(),
      camera: this.local.camera.state.get(),
      screen: this.screen.state.get(),
      handRaised: this.#handRaised,
      noiseSuppression: this.effects.noiseSuppression,
      backgroundBlur: this.effects.backgroundBlur,
      cameraStream: this.#streams.get('camera', this.effects.track('camera')),
      screenStream: this.#streams.get('screen', this.screen.video),
    };
  }

  async setEffect(effect: EffectName, on: boolean): Promise<void> {
    this.effects.set(effect, on);
    if (effect === 'noiseSuppression') await this.local.reopenMicrophone();
  }

  setHand(raised: boolean): void {
    this.#handRaised = raised;
    this.#onChange();
  }

  /** From now on it matters whether one talks while muted. */
  enterMeeting(): void {
    this.#isInMeeting = true;
    this.#followMuted();
  }

  /** The meeting is over for oneself: nothing of it goes on into the next. */
  endMeeting(): void {
    this.#isInMeeting = false;
    this.#followMuted();
    this.screen.stop();
    this.setHand(false);
  }

  /** Stops every device. */
  close(): void {
    this.screen.stop();
    this.local.close();
  }

  #followMuted(): void {
    this.#mutedTalk.follow(this.#isInMeeting ? this.local.microphone.track : null);
  }

  #onEffectFailed(effect: EffectName, hidden: boolean): void {
    if (hidden) void this.local.set('camera', false);
    if (effect === 'noiseSuppression') void this.local.reopenMicrophone();
    this.local.notices.tell({ kind: 'effect-failed', effect, hidden });
  }
}

/** A source that the system silences is off for the others, whatever one wants. */
const isSent = ({ on, error }: SourceState): boolean => on && error !== 'system-muted';
