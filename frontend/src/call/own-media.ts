import type { MediaState } from '@parley/shared/media';
import type { SelfSnapshot, SourceState } from './call-snapshot';
import { LocalMedia } from './devices/local-media';
import { MicrophoneMeter } from './devices/microphone-meter';
import type { DeviceStorage } from './devices/remembered-devices';
import { ScreenShare } from './devices/screen-share';
import type { TrackSource } from './media-transport';
import type { Scope } from './scope';
import { StreamCache } from './stream-cache';

export interface OwnMediaOptions {
  readonly mediaDevices: MediaDevices | undefined;
  readonly permissions?: Permissions | undefined;
  readonly storage: DeviceStorage | undefined;
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
  readonly meter = new MicrophoneMeter();
  readonly #streams = new StreamCache();
  readonly #onChange: () => void;
  #handRaised = false;

  constructor(options: OwnMediaOptions) {
    const { mediaDevices, permissions, storage, scope } = options;
    const onTrack = (source: TrackSource, track: MediaStreamTrack | null): void => {
      options.onTrack(source, track);
      if (source === 'microphone') this.meter.follow(track);
    };
    this.local = new LocalMedia({ mediaDevices, permissions, storage, scope, onTrack });
    this.screen = new ScreenShare({ mediaDevices, onTrack });
    this.#onChange = () => options.onChange();
    for (const { state } of [this.local.microphone, this.local.camera, this.screen]) {
      scope.add(state.subscribe(this.#onChange));
    }
    scope.add(() => this.meter.close());
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
      cameraStream: this.#streams.get('camera', this.local.camera.track),
      screenStream: this.#streams.get('screen', this.screen.video),
    };
  }

  setHand(raised: boolean): void {
    this.#handRaised = raised;
    this.#onChange();
  }

  /** The meeting is over for oneself: nothing of it goes on into the next. */
  endMeeting(): void {
    this.screen.stop();
    this.setHand(false);
  }

  /** Stops every device. */
  close(): void {
    this.screen.stop();
    this.local.close();
  }
}

/** A source that the system silences is off for the others, whatever one wants. */
const isSent = ({ on, error }: SourceState): boolean => on && error !== 'silenced';
