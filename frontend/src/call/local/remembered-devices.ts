import { type KeyValueStorage, readStored, writeStored } from '../../core/browser-storage';
import { createLog } from '../../core/log';

/** The choices of devices and effects that a browser keeps between visits. */
export interface RememberedDevices {
  readonly microphone: RememberedDevice | null;
  readonly camera: RememberedDevice | null;
  readonly audioOutput: RememberedDevice | null;
  readonly microphoneOn: boolean;
  readonly cameraOn: boolean;
  readonly noiseSuppression: boolean;
  readonly backgroundBlur: boolean;
}

/** A device id changes when the user clears site data, so the label is kept too. */
export interface RememberedDevice {
  readonly deviceId: string;
  readonly label: string;
}

const log = createLog('devices');

const KEY = 'devices';

/** Reads the choices of earlier visits. Never throws: anything unreadable counts as no choice. */
export function readRemembered(storage: KeyValueStorage | undefined): RememberedDevices {
  const fields = parseRecord(readStored(storage, KEY));
  return {
    microphone: device(fields['microphone']),
    camera: device(fields['camera']),
    audioOutput: device(fields['audioOutput']),
    microphoneOn: fields['microphoneOn'] !== false,
    cameraOn: fields['cameraOn'] !== false,
    noiseSuppression: fields['noiseSuppression'] === true,
    backgroundBlur: fields['backgroundBlur'] === true,
  };
}

/** Keeps these choices for later visits, beside those that were kept before. Never throws. */
export function remember(
  storage: KeyValueStorage | undefined,
  change: Partial<RememberedDevices>,
): void {
  writeStored(storage, KEY, JSON.stringify({ ...readRemembered(storage), ...change }));
}

/** Finds the remembered device among `devices`: by id, else by label. */
export function findRemembered<D extends RememberedDevice>(
  devices: readonly D[],
  wanted: RememberedDevice | null,
): D | null {
  if (!wanted) return null;
  const byId = devices.find(({ deviceId }) => deviceId === wanted.deviceId);
  if (byId) return byId;
  return devices.find(({ label }) => label !== '' && label === wanted.label) ?? null;
}

function parseRecord(json: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json ?? 'null');
    return isRecord(value) ? value : {};
  } catch (error) {
    log.debug('stored devices cannot be parsed', { error });
    return {};
  }
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
