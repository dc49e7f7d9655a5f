import type { Scope } from '../../core/scope';
import type { DeviceManager } from './device-manager';
import type { DeviceNotice } from './device-notice';
import type { KnownDevice } from './known-devices';

/** Tells when sound comes from somewhere else because a speaker was unplugged or is back. */
export function watchAudioOutput(
  devices: DeviceManager,
  scope: Scope,
  tell: (notice: DeviceNotice) => void,
): void {
  let used: KnownDevice | null = null;
  let missedId: string | null = null;
  const look = (): void => {
    const before = used;
    used = devices.behindListed('audioOutput', devices.snapshot.get().audioOutputId ?? 'default');
    if (before?.deviceId === used?.deviceId) return;
    if (before !== null && devices.isGone('audioOutput', before.deviceId)) {
      missedId ??= before.deviceId;
      tell({ kind: 'replaced', role: 'audioOutput', label: used?.label ?? '' });
    } else if (used !== null && used.deviceId === missedId) {
      missedId = null;
      tell({ kind: 'returned', role: 'audioOutput', label: used.label });
    } else if (before !== null) {
      // Somebody chose another one.
      missedId = null;
    }
  };
  scope.add(devices.snapshot.subscribe(look));
}
