/** A device as the browser lists it. */
export interface KnownDevice {
  readonly deviceId: string;
  readonly label: string;
  /** The same for everything that is one piece of hardware; empty where the browser hides it. */
  readonly groupId: string;
}

/**
 * Chrome lists these on desktops beside the devices themselves: each stands for whatever the
 * system prefers just now, with the group of that device and its name as the end of the label.
 */
const ALIASES: ReadonlySet<string> = new Set(['default', 'communications']);

export const isAlias = (deviceId: string): boolean => ALIASES.has(deviceId);

/** All devices seen during one visit, also those that are gone. */
export class KnownDevices {
  readonly #devices = new Map<string, KnownDevice>();

  add(kind: MediaDeviceKind, { deviceId, label, groupId }: KnownDevice): void {
    if (deviceId !== '') this.#devices.set(`${kind} ${deviceId}`, { deviceId, label, groupId });
  }

  get(kind: MediaDeviceKind, deviceId: string): KnownDevice | null {
    return this.#devices.get(`${kind} ${deviceId}`) ?? null;
  }

  /** The device itself; an alias comes back as it is where nothing tells what is behind it. */
  behind(kind: MediaDeviceKind, device: KnownDevice): KnownDevice {
    if (!isAlias(device.deviceId)) return this.get(kind, device.deviceId) ?? device;
    const all = [...this.#devices]
      .filter(([key, { deviceId }]) => key.startsWith(`${kind} `) && !isAlias(deviceId))
      .map(([, one]) => one);
    const named = all.filter(({ label }) => label !== '' && isNamed(device.label, label));
    const same = ({ groupId }: KnownDevice): boolean =>
      groupId !== '' && groupId === device.groupId;
    // One piece of hardware can have two microphones, and two pieces can have the same name.
    return named.find(same) ?? named[0] ?? all.find(same) ?? device;
  }
}

function isNamed(alias: string, label: string): boolean {
  return alias === label || alias.endsWith(` - ${label}`);
}
