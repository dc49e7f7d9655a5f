import type { DeviceRole } from './device-manager';
import type { DeviceNotice } from './device-notice';
import type { EffectName } from './track-effect';
import type { OwnMedia } from './own-media';
import type { ReadonlyValue } from '../../core/value';

/** What a page may do with one's own media. What comes of it is in the snapshot. */
export class MediaControls {
  readonly #own: OwnMedia;
  readonly #isInMeeting: () => boolean;

  constructor(own: OwnMedia, isInMeeting: () => boolean) {
    this.#own = own;
    this.#isInMeeting = isInMeeting;
  }

  /** 0..1, one's own microphone for the meter; changes many times a second, so apart from the snapshot. */
  get microphoneLevel(): ReadonlyValue<number> {
    return this.#own.meter.level;
  }

  /** Tells what happens to devices without one's doing. Returns the way to stop. */
  onNotice(listener: (notice: DeviceNotice) => void): () => void {
    return this.#own.local.notices.subscribe(listener);
  }

  /** Turns a device on or off; remembered. Resolves when it is known whether it works; never rejects. */
  set(source: 'microphone' | 'camera', on: boolean): Promise<void> {
    return this.#own.local.set(source, on);
  }

  /** Remembered. A speaker is in the snapshot only: the UI plays audio there (`setSinkId`). */
  choose(role: DeviceRole, deviceId: string): Promise<void> {
    return this.#own.local.choose(role, deviceId);
  }

  /** Loads the effect when it is first used; remembered. One that cannot run is told as a notice. */
  setEffect(effect: EffectName, on: boolean): Promise<void> {
    return this.#own.setEffect(effect, on);
  }

  setHand(raised: boolean): void {
    this.#own.setHand(raised);
  }

  /** Asks what to share, in a meeting only; what keeps it from being shared is told as a notice. */
  async startScreenShare(): Promise<void> {
    if (this.#isInMeeting()) await this.#own.screen.start();
  }

  stopScreenShare(): void {
    this.#own.screen.stop();
  }
}
