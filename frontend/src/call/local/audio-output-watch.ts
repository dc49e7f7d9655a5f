import type { Scope } from '../../core/scope';
import type { DeviceManager } from './device-manager';
import type { DeviceNotice } from './device-notice';
import type { KnownDevice } from './known-devices';

/** Tells when sound comes from somewhere else because a speaker was unplugged or is back. */
export function watchSpeaker(
  devices: DeviceManager,
  scope: Scope,
  tell: (notice: DeviceNotice) => void,
): void {
  let used: KnownDevice | null = null;
  let missedId: string | null = null;
  const look = (): void => {
    const before = used;
    used = devices.behindListed('speaker', devices.snapshot.get().speakerId ?? 'default');
    if (before?.deviceId === used?.deviceId) return;
    if (before !== null && devices.isGone('speaker', before.deviceId)) {
      missedId ??= before.deviceId;
      tell({ kind: 'replaced', role: 'speaker', label: used?.label ?? '' });
    } else if (used !== null && used.deviceId === missedId) {
      missedId = null;
      tell({ kind: 'returned', role: 'speaker', label: used.label });
    } else if (before !== null) {
      // Somebody chose another one.
      missedId = null;
    }
  };
  scope.add(devices.snapshot.subscribe(look));
}
