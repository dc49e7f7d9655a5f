import type { Scope } from '../../core/scope';
import { type PageVisibility, pageVisibility } from '../../core/page-visibility';
import { DeviceRecovery } from './device-recovery';
import { DeviceManager, type DeviceRole } from './device-manager';
import { DeviceNotices } from './device-notice';
import { DevicePermissions } from './device-permissions';
import { LocalSource } from './local-source';
import { mediaErrorReason, NO_DEVICES, noDevicesReason } from './media-error';
import type { KeyValueStorage } from '../../core/browser-storage';
import { readRemembered, remember } from './remembered-devices';
import { watchAudioOutput } from './audio-output-watch';

type Source = 'microphone' | 'camera';
const SOURCES = ['microphone', 'camera'] as const;

export interface LocalMediaOptions {
  readonly mediaDevices: MediaDevices | undefined;
  /** Where the browser tells what is allowed. */
  readonly permissions?: Permissions | undefined;
  readonly storage: KeyValueStorage | undefined;
  readonly scope: Scope;
  /** Opens both, also what was last turned off; nothing is remembered of that. */
  readonly opensBoth?: boolean;
  /** Default: of this page. */
  readonly visibility?: PageVisibility | undefined;
  /** Whether a call is running, in which a device that was in use is replaced also unseen. */
  isInCall?(): boolean;
  /** Whether the browser is to leave noise alone, since something else takes it out. */
  leavesNoise?(): boolean;
  onTrack(source: Source, track: MediaStreamTrack | null): void;
}

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

/** One's own microphone and camera. */
export class LocalMedia {
  readonly devices: DeviceManager;
  readonly microphone: LocalSource;
  readonly camera: LocalSource;
  readonly notices = new DeviceNotices();
  readonly #options: LocalMediaOptions;
  readonly #permissions: DevicePermissions;
  readonly #keepers: Readonly<Record<Source, DeviceRecovery>>;
  readonly #visibility: PageVisibility;
  /** Something was not opened since nobody could see the page. */
  #isPutOff = false;
  #shown: (() => void)[] = [];

  constructor(options: LocalMediaOptions) {
    this.#options = options;
    const { mediaDevices, storage, scope } = options;
    this.devices = new DeviceManager(mediaDevices, storage, scope);
    const remembered = readRemembered(storage);
    const { opensBoth = false } = options;
    this.microphone = this.#source('microphone', opensBoth || remembered.microphoneOn);
    this.camera = this.#source('camera', opensBoth || remembered.cameraOn);
    this.#permissions = new DevicePermissions(options.permissions, scope, (source) => {
      void this.#keepers[source].check();
    });
    this.#keepers = { microphone: this.#keeper('microphone'), camera: this.#keeper('camera') };
    this.#visibility = options.visibility ?? pageVisibility;
    this.#visibility.onShown(scope, () => this.#onShown());
    watchAudioOutput(this.devices, scope, (notice) => this.notices.tell(notice));
    if (mediaDevices) scope.listen(mediaDevices, 'devicechange', () => void this.#check());
  }

  /**
   * Opens what is wanted: both in one question to the user if possible, else each alone. Resolves
   * when it is known what works; never rejects. In a tab in the background it waits to be seen: a
   * camera must not go on where nobody looks.
   */
  async open(): Promise<void> {
    this.microphone.reopen();
    this.camera.reopen();
    if (this.#visibility.isHidden) await new Promise<void>((resolve) => this.#shown.push(resolve));
    if (this.#isClosed) return;
    const { mediaDevices } = this.#options;
    if (!mediaDevices?.getUserMedia) {
      for (const source of SOURCES) this[source].fail(noDevicesReason());
      return;
    }
    for (const source of SOURCES) {
      this[source].expect();
      void this.#seeWhetherAsking(source);
    }
    if (!this.camera.wanted || !(await this.#openBoth(mediaDevices))) await this.#openEach();
    for (const source of SOURCES) this[source].arrived();
    if (this.#isClosed) return;
    await this.devices.refresh();
    for (const source of SOURCES) {
      await this.#matchByLabel(source);
      await this.#permissions.read(source);
    }
  }

  async set(source: Source, on: boolean): Promise<void> {
    remember(this.#options.storage, source === 'camera' ? { cameraOn: on } : { microphoneOn: on });
    const changed = this[source].set(on);
    if (on) void this.#seeWhetherAsking(source);
    await changed;
    // Where another one is being opened, that one is noted.
    if (!this[source].changing) this.#noteChosen(source);
    await this.devices.refresh();
    await this.#permissions.read(source);
  }

  /** Remembered. A speaker is in the snapshot only: the UI plays audio there (`setSinkId`). */
  async choose(role: DeviceRole, deviceId: string): Promise<void> {
    this.devices.setChosen(role, deviceId, true);
    if (role === 'audioOutput') return;
    this.#keepers[role].forget();
    const wanted = this.devices.find(role, { deviceId, label: '' })?.label ?? '';
    const reason = await this[role].choose(deviceId);
    // Another one was chosen meanwhile: that one is shown, and what becomes of it matters.
    if (this.devices.chosen(role) !== deviceId) return;
    this.#noteChosen(role);
    const { track } = this[role];
    if (reason && track)
      this.notices.tell({ kind: 'kept', role, wanted, label: track.label, reason });
  }

  /** Opens the microphone anew where it is open: not every browser changes it while it is. */
  async reopenMicrophone(): Promise<void> {
    // One that is being opened may have been asked for as it was wanted before.
    await this.microphone.settled();
    const { track } = this.microphone;
    if (track) await this.microphone.choose(track.getSettings().deviceId ?? '');
  }

  /** Resolves once the browser seems to be asking for permission: the answer may never come. */
  untilAsking(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!SOURCES.some((source) => this[source].state.get().opening === 'asking')) return;
        for (const stop of stops.splice(0)) stop();
        resolve();
      };
      const stops = SOURCES.map((source) => this[source].state.subscribe(look));
      look();
    });
  }

  close(): void {
    this.microphone.close();
    this.camera.close();
  }

  get #isClosed(): boolean {
    return this.microphone.closed && this.camera.closed;
  }

  /** Nothing is to be heard of the browser's question; what it says of permissions tells of it. */
  async #seeWhetherAsking(source: Source): Promise<void> {
    const permission = await this.#permissions.read(source);
    // Browsers that do not say hide the names of devices until they may be used.
    const isUnknown = permission === 'unknown' && !(await this.#hasNames(source));
    this[source].setAsking(permission === 'prompt' || isUnknown);
  }

  async #hasNames(source: Source): Promise<boolean> {
    await this.devices.refresh();
    const { microphones, cameras } = this.devices.snapshot.get();
    const listed = source === 'microphone' ? microphones : cameras;
    return listed.some(({ label }) => label !== '');
  }

  #onShown(): void {
    for (const resolve of this.#shown.splice(0)) resolve();
    if (!this.#isPutOff) return;
    this.#isPutOff = false;
    void this.#check();
  }

  #mayOpen(wasInUse: boolean): boolean {
    const may = !this.#visibility.isHidden || (wasInUse && this.#options.isInCall?.() === true);
    if (!may) this.#isPutOff = true;
    return may;
  }

  #source(source: Source, wanted: boolean): LocalSource {
    return new LocalSource(wanted, {
      keepOpen: source === 'microphone',
      open: (deviceId) => this.#openOne(source, deviceId),
      onTrack: (track) => this.#options.onTrack(source, track),
      onEnded: () => void this.#keepers[source].check(),
      onSystemMuted: () => this.notices.tell({ kind: 'system-muted', role: source }),
    });
  }

  #keeper(role: Source): DeviceRecovery {
    return new DeviceRecovery({
      role,
      source: this[role],
      devices: this.devices,
      permissions: this.#permissions,
      mayOpen: (wasInUse) => this.#mayOpen(wasInUse),
      tell: (notice) => this.notices.tell(notice),
    });
  }

  async #openBoth(mediaDevices: MediaDevices): Promise<boolean> {
    const stream = await mediaDevices
      .getUserMedia({ audio: this.#constraints('microphone'), video: this.#constraints('camera') })
      .catch(() => null);
    const [audio] = stream?.getAudioTracks() ?? [];
    const [video] = stream?.getVideoTracks() ?? [];
    if (!audio || !video) return false;
    this.microphone.accept(audio);
    // Turned off while the browser asked.
    if (this.camera.wanted) this.camera.accept(video);
    else video.stop();
    return true;
  }

  async #openEach(): Promise<void> {
    for (const source of SOURCES) {
      if (this[source].closed || (source === 'camera' && !this.camera.wanted)) continue;
      try {
        const track = await this.#openOne(source);
        // Turned off while the browser asked.
        if (source === 'microphone' || this.camera.wanted) this[source].accept(track);
        else track.stop();
      } catch (error) {
        this[source].fail(mediaErrorReason(error));
      }
    }
  }

  async #openOne(source: Source, deviceId?: string): Promise<MediaStreamTrack> {
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

  #constraints(source: Source, deviceId?: string): MediaTrackConstraints {
    const base = source === 'camera' ? CAMERA : this.#microphone();
    if (deviceId) return { ...base, deviceId: { exact: deviceId } };
    const wanted = this.devices.wanted(source);
    if (wanted) return { ...base, deviceId: { ideal: wanted.deviceId } };
    // A preference only; beside the id of a camera on the back it would outweigh that.
    return source === 'camera' ? { ...base, facingMode: 'user' } : base;
  }

  #microphone(): MediaTrackConstraints {
    // Two suppressions after each other make a voice hollow.
    return this.#options.leavesNoise?.() ? { ...MICROPHONE, noiseSuppression: false } : MICROPHONE;
  }

  /** The remembered device may be there under another id, which only shows after permission. */
  async #matchByLabel(source: Source): Promise<void> {
    this.#noteChosen(source);
    const { track } = this[source];
    const wanted = readRemembered(this.#options.storage)[source];
    if (!track || !wanted || track.getSettings().deviceId === wanted.deviceId) return;
    const list = source === 'camera' ? 'cameras' : 'microphones';
    const same = this.devices.snapshot.get()[list].find((one) => one.label === wanted.label);
    if (!same && !this.devices.find(source, wanted)) this.#keepers[source].miss(wanted);
    if (same && same.deviceId !== track.getSettings().deviceId) {
      await this[source].choose(same.deviceId);
      this.#noteChosen(source);
    }
  }

  #noteChosen(source: Source): void {
    const deviceId = this[source].track?.getSettings().deviceId;
    if (deviceId) this.devices.setChosen(source, deviceId);
  }

  async #check(): Promise<void> {
    await Promise.all(SOURCES.map((source) => this.#keepers[source].check()));
  }
}
