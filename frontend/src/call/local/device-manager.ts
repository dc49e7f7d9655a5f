import type { KeyValueStorage } from '../../core/browser-storage';
import { createLog } from '../../core/log';
import type { Scope } from '../../core/scope';
import { createValue, type ReadonlyValue, type Value } from '../../core/value';
import type { DeviceOption, DevicesSnapshot } from '../session/call-snapshot';
import {
  findRemembered,
  readRemembered,
  remember,
  type RememberedDevice,
} from './remembered-devices';

const log = createLog('devices');

export type DeviceRole = 'microphone' | 'camera' | 'audioOutput';

/** A device as the browser lists it. */
export interface KnownDevice {
  readonly deviceId: string;
  readonly label: string;
  /** The same for all devices of one piece of hardware; empty if the browser hides it. */
  readonly groupId: string;
}

/** The lists before the browser has been asked. */
export const UNLISTED_DEVICES: DevicesSnapshot = {
  microphones: [],
  cameras: [],
  audioOutputs: [],
  microphoneId: null,
  cameraId: null,
  audioOutputId: null,
};

const KINDS = {
  microphone: 'audioinput',
  camera: 'videoinput',
  audioOutput: 'audiooutput',
} as const;
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

/** Knows which devices there are and which the user chose; remembers the choices. */
export class DeviceManager {
  readonly #mediaDevices: MediaDevices | undefined;
  readonly #storage: KeyValueStorage | undefined;
  readonly #scope: Scope;
  readonly #snapshot: Value<DevicesSnapshot> = createValue(UNLISTED_DEVICES);
  readonly #known = new KnownDevices();
  #listed: readonly MediaDeviceInfo[] = [];
  /** The kinds whose ids the browser hides at present. */
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

  /** Reads the lists. Browsers hide labels and ids until the user grants permission. Never rejects. */
  async refresh(): Promise<void> {
    const found = await this.#mediaDevices?.enumerateDevices().catch((error: unknown) => {
      log.warn('devices cannot be listed', { error });
      return null;
    });
    if (!found || this.#scope.closed) return;
    for (const device of found) this.#known.add(device.kind, device);
    this.#listed = found;
    this.#hidden = new Set(found.filter(({ deviceId }) => deviceId === '').map(({ kind }) => kind));
    const microphones = optionsOf(found, 'audioinput');
    const cameras = optionsOf(found, 'videoinput');
    const audioOutputs = canChooseAudioOutput() ? optionsOf(found, 'audiooutput') : [];
    this.#snapshot.update(({ microphoneId, cameraId, audioOutputId }) => ({
      microphones,
      cameras,
      audioOutputs,
      // Shows the device that will be opened as the chosen one, even before that happens.
      microphoneId: microphoneId ?? this.#rememberedAmong('microphone', microphones),
      cameraId: cameraId ?? this.#rememberedAmong('camera', cameras),
      // Only for audio outputs: DeviceRecovery replaces the other devices.
      audioOutputId: audioOutputs.some(({ deviceId }) => deviceId === audioOutputId)
        ? audioOutputId
        : this.#rememberedAmong('audioOutput', audioOutputs),
    }));
  }

  /** Whether a device that was listed before is missing from a list with visible ids. */
  isGone(role: DeviceRole, deviceId: string): boolean {
    const kind = KINDS[role];
    const isListed = this.#snapshot.get()[LISTS[role]].some((one) => one.deviceId === deviceId);
    return !isListed && !this.#hidden.has(kind) && this.#known.get(kind, deviceId) !== null;
  }

  /** Whether there is any device with this role. */
  hasAny(role: DeviceRole): boolean {
    return this.#snapshot.get()[LISTS[role]].length > 0 || this.#hidden.has(KINDS[role]);
  }

  /** Whether the browser shows the label of any device with this role. */
  hasLabels(role: DeviceRole): boolean {
    return this.#snapshot.get()[LISTS[role]].some(({ label }) => label !== '');
  }

  /** The device that the user chose last, at this visit or an earlier one. */
  remembered(role: DeviceRole): RememberedDevice | null {
    return readRemembered(this.#storage)[role];
  }

  /** Finds the device in the list: by id, else by label. */
  find(role: DeviceRole, wanted: RememberedDevice | null): DeviceOption | null {
    return findRemembered(this.#snapshot.get()[LISTS[role]], wanted);
  }

  /** Finds the first device with this label. */
  findByLabel(role: DeviceRole, wanted: string): DeviceOption | null {
    return this.#snapshot.get()[LISTS[role]].find(({ label }) => label === wanted) ?? null;
  }

  /** The device that a track comes from, even if it was opened as "the default one". */
  behindTrack(role: DeviceRole, track: MediaStreamTrack): KnownDevice {
    const { deviceId = '', groupId = '' } = track.getSettings();
    return this.#known.behind(KINDS[role], { deviceId, label: track.label, groupId });
  }

  /** The device that an entry of the list stands for now; null if there is no such entry. */
  behindListed(role: DeviceRole, deviceId: string): KnownDevice | null {
    const kind = KINDS[role];
    const entry = this.#listed.find((one) => one.kind === kind && one.deviceId === deviceId);
    return entry ? this.#known.behind(kind, entry) : null;
  }

  /** The device to ask for: the choice of this visit, else the remembered one. */
  wanted(role: DeviceRole): RememberedDevice | null {
    const devices = this.#snapshot.get();
    const remembered = this.remembered(role);
    const chosen = devices[LISTS[role]].find(({ deviceId }) => deviceId === devices[IDS[role]]);
    return chosen ?? findRemembered(devices[LISTS[role]], remembered) ?? remembered;
  }

  /** The id of the device that is in use or was chosen last. */
  chosen(role: DeviceRole): string | null {
    return this.#snapshot.get()[IDS[role]];
  }

  /** Sets the device that is in use. With `keep` later visits use it too. */
  setChosen(role: DeviceRole, deviceId: string | null, keep = false): void {
    this.#snapshot.update((current) => ({ ...current, [IDS[role]]: deviceId }));
    const label = this.#snapshot.get()[LISTS[role]].find((one) => one.deviceId === deviceId)?.label;
    if (keep && deviceId !== null) {
      remember(this.#storage, { [role]: { deviceId, label: label ?? '' } });
    }
  }

  /** Shows the device of this track as the chosen one. */
  showInUse(role: DeviceRole, track: MediaStreamTrack | null): void {
    const deviceId = track?.getSettings().deviceId;
    if (deviceId) this.setChosen(role, deviceId);
  }

  #rememberedAmong(role: DeviceRole, present: readonly DeviceOption[]): string | null {
    return findRemembered(present, this.remembered(role))?.deviceId ?? null;
  }
}

function canChooseAudioOutput(): boolean {
  return typeof HTMLMediaElement !== 'undefined' && 'setSinkId' in HTMLMediaElement.prototype;
}

function optionsOf(found: readonly MediaDeviceInfo[], kind: MediaDeviceKind): DeviceOption[] {
  return found
    .filter((device) => device.kind === kind && device.deviceId !== '')
    .map(({ deviceId, label }) => ({ deviceId, label }));
}

/**
 * Chrome lists these on desktops beside the devices themselves. Each stands for the device that the
 * system prefers at present: it has the group of that device, and its label ends with that label.
 */
const ALIASES: ReadonlySet<string> = new Set(['default', 'communications']);

/** Whether this id stands for whichever device the system prefers. */
export const isAlias = (deviceId: string): boolean => ALIASES.has(deviceId);

/** All devices that were listed during one visit, including unplugged ones. */
class KnownDevices {
  readonly #devices = new Map<string, KnownDevice>();

  add(kind: MediaDeviceKind, { deviceId, label, groupId }: KnownDevice): void {
    if (deviceId !== '') this.#devices.set(`${kind} ${deviceId}`, { deviceId, label, groupId });
  }

  get(kind: MediaDeviceKind, deviceId: string): KnownDevice | null {
    return this.#devices.get(`${kind} ${deviceId}`) ?? null;
  }

  /** The device itself; an alias is returned unchanged if the device behind it is unknown. */
  behind(kind: MediaDeviceKind, device: KnownDevice): KnownDevice {
    if (!isAlias(device.deviceId)) return this.get(kind, device.deviceId) ?? device;
    const all = [...this.#devices]
      .filter(([key, { deviceId }]) => key.startsWith(`${kind} `) && !isAlias(deviceId))
      .map(([, known]) => known);
    const named = all.filter(({ label }) => label !== '' && hasLabelOf(device.label, label));
    const isSameHardware = ({ groupId }: KnownDevice): boolean =>
      groupId !== '' && groupId === device.groupId;
    // One piece of hardware can have two microphones, and two pieces can have the same label.
    return named.find(isSameHardware) ?? named[0] ?? all.find(isSameHardware) ?? device;
  }
}

function hasLabelOf(alias: string, label: string): boolean {
  return alias === label || alias.endsWith(` - ${label}`);
}
