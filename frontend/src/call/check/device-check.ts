import type { DevicesSnapshot, SourceState } from '../session/call-snapshot';
import type { DeviceRole } from '../local/device-manager';
import { LocalMedia } from '../local/local-media';
import { MicrophoneMeter } from '../local/microphone-meter';
import type { DeviceStorage } from '../local/remembered-devices';
import { Scope } from '../../core/scope';
import { createValue, type ReadonlyValue } from '../../core/value';

/** The audio level of speech; the noise of a quiet room is below (root mean square). */
const HEARD_LEVEL = 0.02;

export interface DeviceCheckOptions {
  readonly mediaDevices: MediaDevices | undefined;
  readonly permissions: Permissions | undefined;
  /** Remembers the devices for calls; choices made here are stored too. */
  readonly storage: DeviceStorage | undefined;
}

/** Opens microphone and camera for a test without a call. */
export class DeviceCheck {
  readonly #scope = new Scope();
  readonly #meter = new MicrophoneMeter();
  readonly #media: LocalMedia;
  readonly #cameraStream = createValue<MediaStream | null>(null);
  readonly #heard = createValue(false);
  #microphoneTrack: MediaStreamTrack | null = null;

  constructor(options: DeviceCheckOptions) {
    this.#media = new LocalMedia({
      ...options,
      opensBoth: true,
      scope: this.#scope,
      onTrack: (source, track) => {
        if (source === 'microphone') this.#follow(track);
        else this.#cameraStream.set(track && new MediaStream([track]));
      },
    });
    this.#scope.add(() => this.#media.close());
    this.#scope.add(() => this.#meter.close());
    this.#scope.add(
      this.level.subscribe(() => {
        if (this.level.get() >= HEARD_LEVEL) this.#heard.set(true);
      }),
    );
  }

  get level(): ReadonlyValue<number> {
    return this.#meter.level;
  }

  /** Whether the microphone in use has picked up speech. */
  get heard(): ReadonlyValue<boolean> {
    return this.#heard;
  }

  /** False if this browser cannot measure audio levels. */
  get canMeasure(): ReadonlyValue<boolean> {
    return this.#meter.canMeasure;
  }

  get cameraStream(): ReadonlyValue<MediaStream | null> {
    return this.#cameraStream;
  }

  get microphone(): ReadonlyValue<SourceState> {
    return this.#media.microphone.state;
  }

  get camera(): ReadonlyValue<SourceState> {
    return this.#media.camera.state;
  }

  get devices(): ReadonlyValue<DevicesSnapshot> {
    return this.#media.devices.snapshot;
  }

  /** Asks for both devices. Resolves when both have opened or failed; never rejects. */
  open(): Promise<void> {
    return this.#media.open();
  }

  /** Uses this device here and in later calls. */
  choose(role: DeviceRole, deviceId: string): Promise<void> {
    return this.#media.choose(role, deviceId);
  }

  close(): void {
    this.#scope.close();
  }

  #follow(track: MediaStreamTrack | null): void {
    this.#meter.follow(track);
    if (track === this.#microphoneTrack) return;
    this.#microphoneTrack = track;
    this.#heard.set(false);
  }
}
