import type { DevicesSnapshot, SourceState } from '../call-snapshot';
import { LocalMedia } from '../devices/local-media';
import { MicrophoneMeter } from '../devices/microphone-meter';
import { Scope } from '../scope';
import { createValue, type ReadonlyValue } from '../value';

/** Speech is above this, the noise of a quiet room below (root mean square). */
const HEARD_LEVEL = 0.02;

/** Microphone and camera opened for a look at them, without a call. */
export class DeviceCheck {
  readonly #scope = new Scope();
  readonly #meter = new MicrophoneMeter();
  readonly #media: LocalMedia;
  readonly #cameraStream = createValue<MediaStream | null>(null);
  readonly #heard = createValue(false);

  constructor(mediaDevices: MediaDevices | undefined) {
    this.#media = new LocalMedia({
      mediaDevices,
      // Both are tried, also by somebody who last joined without.
      storage: undefined,
      scope: this.#scope,
      onTrack: (source, track) => {
        if (source === 'microphone') this.#meter.follow(track);
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

  /** Whether the microphone was loud enough at any time. */
  get heard(): ReadonlyValue<boolean> {
    return this.#heard;
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

  /** Asks for both devices. Resolves when it is known which work; never rejects. */
  open(): Promise<void> {
    return this.#media.open();
  }

  close(): void {
    this.#scope.close();
  }
}
