import type { TrackSource } from '../track-source';
import type { MediaErrorReason } from '../session/call-snapshot';
import type { DeviceRole } from './device-manager';
import type { EffectName } from './track-processor';

/** A source whose device `getUserMedia` opens. */
export type DeviceSource = 'microphone' | 'camera';

/**
 * Something that happened to a device without the user's doing; the UI has a sentence for each.
 * - `replaced`: the device was unplugged, and `label` is used instead
 * - `returned`: `label` was plugged in again and is used again
 * - `kept`: the user chose `wanted`, which does not open for this reason; `label` stays in use
 * - `lost`: the device was unplugged, and there is no other one
 * - `refused`: the permission was revoked during use
 * - `allowed`: the permission was granted again; the source is still off
 * - `system-muted`: the system or a switch on the device withholds the media
 * - `not-shared`: the screen could not be shared for this reason
 * - `talking`: the user talks while the microphone is off
 * - `effect-failed`: the effect cannot run and is off now; `hidden`: the camera was turned off as
 *   well, since the effect was to hide the background
 */
export type DeviceNotice =
  | {
      readonly kind: 'replaced' | 'returned';
      readonly role: DeviceRole;
      readonly label: string;
    }
  | {
      readonly kind: 'kept';
      readonly role: DeviceSource;
      readonly wanted: string;
      readonly label: string;
      readonly reason: MediaErrorReason;
    }
  | { readonly kind: 'lost' | 'refused' | 'allowed' | 'system-muted'; readonly role: DeviceSource }
  | { readonly kind: 'not-shared'; readonly reason: MediaErrorReason }
  | { readonly kind: 'talking' }
  | { readonly kind: 'effect-failed'; readonly effect: EffectName; readonly hidden: boolean };

/** The events of the user's own media. */
export type LocalMediaEvents = {
  /** The source sends another track now; null: it sends nothing. Muting keeps the track. */
  readonly track: { readonly source: TrackSource; readonly track: MediaStreamTrack | null };
  /** The state of a source or an effect, or the raised hand, has changed. */
  readonly changed: void;
  readonly notice: DeviceNotice;
};
