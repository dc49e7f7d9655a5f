import { createLog } from '../../core/log';
import type { DeviceSource } from './local-media-events';
import type { LocalSource } from './local-source';
import { mediaErrorReason, NO_DEVICES } from './media-error';
import type { RememberedDevice } from './remembered-devices';

const log = createLog('devices');

const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 30, max: 30 },
};
const MICROPHONE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

export interface DeviceOpenerOptions {
  readonly mediaDevices: MediaDevices | undefined;
  /** The device that the user wants, which may be missing now. */
  preferred(source: DeviceSource): RememberedDevice | null;
  /** Whether the browser must not suppress noise, since an effect does it. */
  leavesNoise(): boolean;
}

/** Opens microphones and cameras with `getUserMedia`. */
export class DeviceOpener {
  readonly #options: DeviceOpenerOptions;

  constructor(options: DeviceOpenerOptions) {
    this.#options = options;
  }

  /** False if the browser offers no devices to this document. */
  get isSupported(): boolean {
    return this.#options.mediaDevices?.getUserMedia !== undefined;
  }

  /**
   * Opens the sources that should be open: with one question to the user if possible, else each
   * alone. Resolves when each has a track or failed; never rejects.
   */
  async openTogether(sources: Readonly<Record<DeviceSource, LocalSource>>): Promise<void> {
    const both = sources.camera.wanted ? await this.#openBoth() : null;
    for (const name of ['microphone', 'camera'] as const) {
      const source = sources[name];
      if (!both && (source.closed || (name === 'camera' && !source.wanted))) continue;
      try {
        const track = both?.[name] ?? (await this.open(name));
        // The user may have turned the camera off while the browser asked.
        if (name === 'microphone' || source.wanted) source.accept(track);
        else track.stop();
      } catch (error) {
        log.warn('device does not open', { source: name, error });
        source.fail(mediaErrorReason(error));
      }
    }
  }

  /**
   * Opens exactly the device with this id, else the preferred one or the browser's default.
   *
   * @throws a `DOMException`; see `mediaErrorReason`
   */
  async open(source: DeviceSource, deviceId?: string): Promise<MediaStreamTrack> {
    const { mediaDevices } = this.#options;
    if (!mediaDevices?.getUserMedia) throw new DOMException('No devices', NO_DEVICES);
    const constraints = this.#constraints(source, deviceId);
    const stream = await mediaDevices.getUserMedia(
      source === 'camera' ? { video: constraints } : { audio: constraints },
    );
    const [track] = stream.getTracks();
    if (!track) throw new DOMException('No track', 'NotFoundError');
    return track;
  }

  async #openBoth(): Promise<Readonly<Record<DeviceSource, MediaStreamTrack>> | null> {
    const audio = this.#constraints('microphone');
    const video = this.#constraints('camera');
    const stream = await this.#options.mediaDevices
      ?.getUserMedia({ audio, video })
      .catch((error: unknown) => {
        log.info('devices do not open together', { error });
        return null;
      });
    const [microphone] = stream?.getAudioTracks() ?? [];
    const [camera] = stream?.getVideoTracks() ?? [];
    return microphone && camera ? { microphone, camera } : null;
  }

  #constraints(source: DeviceSource, deviceId?: string): MediaTrackConstraints {
    const base = source === 'camera' ? CAMERA : this.#microphone();
    if (deviceId) return { ...base, deviceId: { exact: deviceId } };
    const preferred = this.#options.preferred(source);
    if (preferred) return { ...base, deviceId: { ideal: preferred.deviceId } };
    // This is only a preference, but it would outweigh the id of a camera on the back.
    return source === 'camera' ? { ...base, facingMode: 'user' } : base;
  }

  #microphone(): MediaTrackConstraints {
    // Two noise suppressions in series distort a voice.
    return this.#options.leavesNoise() ? { ...MICROPHONE, noiseSuppression: false } : MICROPHONE;
  }
}
