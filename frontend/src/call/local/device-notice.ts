import type { MediaErrorReason } from '../session/call-snapshot';
import type { DeviceRole } from './device-manager';
import type { EffectName } from './track-effect';

type Source = 'microphone' | 'camera';

/**
 * What happened to a device without one's doing; the UI has a sentence for each.
 * - `replaced`: it was unplugged, `label` is used instead
 * - `returned`: `label` was plugged in again and is used again
 * - `kept`: `wanted` was chosen and does not open, for this reason; `label` stays in use
 * - `lost`: it was unplugged and there is no other
 * - `refused`: the permission was taken back during use
 * - `allowed`: the permission was given again; the source is still off
 * - `silenced`: the system or a switch on the device silences it
 * - `not-shared`: the screen was to be shared and could not be, for this reason
 * - `talking`: one talks while the microphone is off
 * - `effect-failed`: it cannot run and is off now; `hidden`: the camera was turned off, so that
 *   nobody sees what was to be hidden
 */
export type DeviceNotice =
  | {
      readonly kind: 'replaced' | 'returned';
      readonly role: DeviceRole;
      readonly label: string;
    }
  | {
      readonly kind: 'kept';
      readonly role: Source;
      readonly wanted: string;
      readonly label: string;
      readonly reason: MediaErrorReason;
    }
  | { readonly kind: 'lost' | 'refused' | 'allowed' | 'system-muted'; readonly role: Source }
  | { readonly kind: 'not-shared'; readonly reason: MediaErrorReason }
  | { readonly kind: 'talking' }
  | { readonly kind: 'effect-failed'; readonly effect: EffectName; readonly hidden: boolean };

/** Tells listeners what happened; there is nothing to read afterwards. */
export class DeviceNotices {
  readonly #listeners = new Set<(notice: DeviceNotice) => void>();

  /** Returns the way to stop. */
  subscribe(listener: (notice: DeviceNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(notice: DeviceNotice): void {
    for (const listener of this.#listeners) listener(notice);
  }
}
