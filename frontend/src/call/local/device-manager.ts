import type { DeviceOption, DevicesSnapshot } from '../session/call-snapshot';
import type { KeyValueStorage } from '../../core/browser-storage';
import type { Scope } from '../../core/scope';
import { createValue, type ReadonlyValue, type Value } from '../../core/value';
import { type KnownDevice, KnownDevices } from './known-devices';
import {
  findRemembered,
  readRemembered,
  remember,
  type RememberedDevice,
} from './remembered-devices';

export type DeviceRole = 'microphone' | 'camera' | 'audioOutput';

const NO_DEVICES: DevicesSnapshot = {
  microphones: [],
  cameras: [],
  audioOutputs: [],
  microphoneId: null,
  cameraId: null,
  audioOutputId: null,
};

const LISTS = {
  microphone: 'microphones',
  camera: 'cameras',
  audioOutput: 'audioOutputs',
} as const;
const IDS = {
  microphone: 'microphoneId',
  camera: 'cameraId',
  audioOutput: 'audioOutputId',
} as const;

const KINDS = {
  microphone: 'audioinput',
  camera: 'videoinput',
  audioOutput: 'audiooutput',
} as const;

/** Which devices there are and which are chosen; remembers the choices. */
export class DeviceManager {
  readonly #mediaDevices: MediaDevices | undefined;
  readonly #storage: KeyValueStorage | undefined;
  readonly #scope: Scope;
  readonly #snapshot: Value<DevicesSnapshot> = createValue(NO_DEVICES);
  readonly #known = new KnownDevices();
  #listed: readonly MediaDeviceInfo[] = [];
  /** Kinds whose ids the browser hides just now. */
  #hidden: ReadonlySet<MediaDeviceKind> = new Set();

  constructor(
    mediaDevices: MediaDevices | undefined,
    storage: KeyValueStorage | undefined,
    scope: Scope,
  ) {
    this.#mediaDevices = mediaDevices;
    this.#storage = storage;
    this.#scope = scope;
  }

  get snapshot(): ReadonlyValue<DevicesSnapshot> {
    return this.#snapshot;
  }

  /** Reads the lists; before a permission is given browsers hide names and ids. Never rejects. */
  async refresh(): Promise<void> {
    const found = await this.#mediaDevices?.enumerateDevices().catch(() => null);
    if (!found || this.#scope.closed) return;
    for (const one of found) this.#known.add(one.kind, one);
    this.#listed = found;
    this.#hidden = new Set(found.filter((one) => one.deviceId === '').map(({ kind }) => kind));
    const microphones = options(found, 'audioinput');
    const cameras = options(found, 'videoinput');
    const audioOutputs = canChooseAudioOutput() ? options(found, 'audiooutput') : [];
    this.#snapshot.update(({ microphoneId, cameraId, audioOutputId }) => ({
      microphones,
      cameras,
      audioOutputs,
      // What will be opened is shown as chosen before it is.
      microphoneId: microphoneId ?? this.#rememberedAmong('microphone', microphones),
      cameraId: cameraId ?? this.#rememberedAmong('camera', cameras),
      // Only a speaker that went away is forgotten here: the others are taken again when back.
      audioOutputId: audioOutputs.some(({ deviceId }) => deviceId === audioOutputId)
        ? audioOutputId
        : this.#rememberedAmong('audioOutput', audioOutputs),
    }));
  }

  /** Whether a device that was there is no longer listed, although the list is not hidden. */
  isGone(role: DeviceRole, deviceId: string): boolean {
    const kind = KINDS[role];
    const isListed = this.#snapshot.get()[LISTS[role]].some((one) => one.deviceId === deviceId);
    return !isListed && !this.#hidden.has(kind) && this.#known.get(kind, deviceId) !== null;
  }

  hasAny(role: DeviceRole): boolean {
    return this.#snapshot.get()[LISTS[role]].length > 0 || this.#hidden.has(KINDS[role]);
  }

  /** The device among those present: by id, else by name. */
  find(role: DeviceRole, wanted: RememberedDevice | null): DeviceOption | null {
    return findRemembered(this.#snapshot.get()[LISTS[role]], wanted);
  }

  /** The device that a track comes from, also where it was opened as "the default one". */
  behindTrack(role: DeviceRole, track: MediaStreamTrack): KnownDevice {
    const { deviceId = '', groupId = '' } = track.getSettings();
    return this.#known.behind(KINDS[role], { deviceId, label: track.label, groupId });
  }

  /** The device that an entry of the list stands for now; null where it is not listed. */
  behindListed(role: DeviceRole, deviceId: string): KnownDevice | null {
    const kind = KINDS[role];
    const entry = this.#listed.find((one) => one.kind === kind && one.deviceId === deviceId);
    return entry ? this.#known.behind(kind, entry) : null;
  }

  /** What to ask for: the choice of this visit, else the remembered one. */
  wanted(role: DeviceRole): RememberedDevice | null {
    const devices = this.#snapshot.get();
    const remembered = readRemembered(this.#storage)[role];
    const chosen = devices[LISTS[role]].find(({ deviceId }) => deviceId === devices[IDS[role]]);
    return chosen ?? findRemembered(devices[LISTS[role]], remembered) ?? remembered;
  }

  /** The id of the device that is in use or was chosen last. */
  chosen(role: DeviceRole): string | null {
    return this.#snapshot.get()[IDS[role]];
  }

  /** Notes the device that is in use; `keep` also remembers it for the next visit. */
  setChosen(role: DeviceRole, deviceId: string | null, keep = false): void {
    this.#snapshot.update((current) => ({ ...current, [IDS[role]]: deviceId }));
    const label = this.#snapshot.get()[LISTS[role]].find((one) => one.deviceId === deviceId)?.label;
    if (keep && deviceId !== null) {
      remember(this.#storage, { [role]: { deviceId, label: label ?? '' } });
    }
  }

  #rememberedAmong(role: DeviceRole, present: readonly DeviceOption[]): string | null {
    return findRemembered(present, readRemembered(this.#storage)[role])?.deviceId ?? null;
  }
}

function canChooseAudioOutput(): boolean {
  return typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;
}

function options(found: readonly MediaDeviceInfo[], kind: MediaDeviceKind): DeviceOption[] {
  return found
    .filter((one) => one.kind === kind && one.deviceId !== '')
    .map(({ deviceId, label }) => ({ deviceId, label }));
}
