import type { DevicesSnapshot, SourceState } from '../session/call-snapshot';
import type { DeviceRole } from '../local/device-manager';
import { LocalMedia } from '../local/local-media';
import type { KeyValueStorage } from '../../core/browser-storage';
import { Scope } from '../../core/scope';
import { createValue, type ReadonlyValue } from '../../core/value';

/** The audio level of speech; the noise of a quiet room is below (root mean square). */
const HEARD_LEVEL = 0.02;

export interface DeviceCheckOptions {
  readonly mediaDevices: MediaDevices | undefined;
  readonly permissions: Permissions | undefined;
  /** Remembers the devices for calls; choices made here are stored too. */
  readonly storage: KeyValueStorage | undefined;
}

/** Opens microphone and camera for a test without a call. */
export class DeviceCheck {
  readonly #scope = new Scope();
  readonly #media: LocalMedia;
  readonly #cameraStream = createValue<MediaStream | null>(null);
  readonly #heard = createValue(false);

  constructor(options: DeviceCheckOptions) {
    this.#media = new LocalMedia({
      ...options,
      opensBoth: true,
      effects: null,
      scope: this.#scope,
    });
    this.#scope.add(
      this.#media.events.on('track', ({ source, track }) => {
        if (source === 'microphone') this.#heard.set(false);
        else this.#cameraStream.set(track && new MediaStream([track]));
      }),
    );
    this.#scope.add(() => this.#media.close());
    this.#scope.add(
      this.level.subscribe(() => {
        if (this.level.get() >= HEARD_LEVEL) this.#heard.set(true);
      }),
    );
  }

  get level(): ReadonlyValue<number> {
    return this.#media.meter.level;
  }

  /** Whether the microphone in use has picked up speech. */
  get heard(): ReadonlyValue<boolean> {
    return this.#heard;
  }

  /** False if this browser cannot measure audio levels. */
  get canMeasure(): ReadonlyValue<boolean> {
    return this.#media.meter.canMeasure;
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
}
