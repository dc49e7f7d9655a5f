/** What is kept between visits. Ids can change (cleared site data), so the label is kept too. */
export interface RememberedDevices {
  readonly microphone: RememberedDevice | null;
  readonly camera: RememberedDevice | null;
  readonly speaker: RememberedDevice | null;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  readonly noiseSuppression: boolean;
  readonly backgroundBlur: boolean;
}

export interface RememberedDevice {
  readonly deviceId: string;
  readonly label: string;
}

export type DeviceStorage = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'parley.devices';
const NOTHING: RememberedDevices = {
  microphone: null,
  camera: null,
  speaker: null,
  microphoneOn: true,
  cameraOn: true,
  noiseSuppression: false,
  backgroundBlur: false,
};

/** Never throws: storage may be forbidden, and what it holds may be anything. */
export function readRemembered(storage: DeviceStorage | undefined): RememberedDevices {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(KEY) ?? 'null');
    const fields = isRecord(stored) ? stored : {};
    return {
      microphone: device(fields['microphone']),
      camera: device(fields['camera']),
      speaker: device(fields['speaker']),
      microphoneOn: fields['microphoneOn'] !== false,
      cameraOn: fields['cameraOn'] !== false,
      noiseSuppression: fields['noiseSuppression'] === true,
      backgroundBlur: fields['backgroundBlur'] === true,
    };
  } catch {
    return NOTHING;
  }
}

/** Never throws: a choice that cannot be kept still holds for this visit. */
export function remember(
  storage: DeviceStorage | undefined,
  change: Partial<RememberedDevices>,
): void {
  try {
    storage?.setItem(KEY, JSON.stringify({ ...readRemembered(storage), ...change }));
  } catch {
    // Storage is full or forbidden.
  }
}

/** The remembered device among those present: by id, else by label. */
export function findRemembered<D extends RememberedDevice>(
  devices: readonly D[],
  wanted: RememberedDevice | null,
): D | null {
  if (!wanted) return null;
  const byId = devices.find(({ deviceId }) => deviceId === wanted.deviceId);
  if (byId) return byId;
  return devices.find(({ label }) => label !== '' && label === wanted.label) ?? null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function device(value: unknown): RememberedDevice | null {
  if (!isRecord(value)) return null;
  const { deviceId, label } = value;
  if (typeof deviceId !== 'string' || typeof label !== 'string') return null;
  return { deviceId, label };
}
