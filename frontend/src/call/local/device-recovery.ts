import type { Emitter } from '../../core/emitter';
import { RateLimit } from '../../core/rate-limit';
import type { Scope } from '../../core/scope';
import { SerialQueue } from '../../core/serial-queue';
import type { MediaErrorReason } from '../session/call-snapshot';
import { type DeviceManager, isAlias, type KnownDevice } from './device-manager';
import type { DevicePermissions } from './device-permissions';
import type { DeviceSource, LocalMediaEvents } from './local-media-events';
import type { LocalSource } from './local-source';
import type { RememberedDevice } from './remembered-devices';

export interface DeviceRecoveryOptions {
  readonly role: DeviceSource;
  readonly source: LocalSource;
  readonly devices: DeviceManager;
  readonly permissions: DevicePermissions;
  readonly events: Emitter<LocalMediaEvents>;
  /**
   * Whether a device may be opened although the user pressed nothing. `wasInUse`: it would replace a
   * device that was in use.
   */
  mayOpen(wasInUse: boolean): boolean;
}

/** A device that ends again and again is given up after so many changes in so many milliseconds. */
const MAX_CHANGES = 6;
const CHANGES_WITHIN_MS = 30_000;
const GONE: readonly (MediaErrorReason | null)[] = ['lost', 'not-found'];

/**
 * Keeps one source working while devices come and go. It replaces an unplugged device by the default
 * one, and takes the earlier one again when that is plugged in. Without permission it reports that
 * and opens nothing.
 */
export class DeviceRecovery {
  readonly #options: DeviceRecoveryOptions;
  readonly #queue = new SerialQueue();
  /** The device that went away; it is used again when it is back. */
  #missing: RememberedDevice | null = null;
  #refused = false;
  #changes = new RateLimit(MAX_CHANGES, CHANGES_WITHIN_MS);

  constructor(options: DeviceRecoveryOptions) {
    this.#options = options;
  }

  /**
   * Switches from the device that has opened to the remembered one, whose id may have changed: its
   * label is visible only now. A remembered device that is missing is used when it is plugged in.
   */
  async useRemembered(): Promise<void> {
    const { role, source, devices } = this.#options;
    const { track } = source;
    devices.showInUse(role, track);
    const wanted = devices.remembered(role);
    if (!track || !wanted || track.getSettings().deviceId === wanted.deviceId) return;
    const same = devices.findByLabel(role, wanted.label);
    if (!same && !devices.find(role, wanted)) this.#missing = wanted;
    if (same && same.deviceId !== track.getSettings().deviceId) {
      await source.choose(same.deviceId);
      devices.showInUse(role, source.track);
    }
  }

  /** The user chose a device: no earlier device is used again. */
  forget(): void {
    this.#missing = null;
    this.#changes = new RateLimit(MAX_CHANGES, CHANGES_WITHIN_MS);
  }

  /** Compares the source with the devices and repairs it. Call it after anything may have changed. */
  check(): Promise<void> {
    return this.#queue.run(() => this.#check());
  }

  async #check(): Promise<void> {
    const { role, source, devices, permissions } = this.#options;
    await devices.refresh();
    if (source.closed) return;
    const { track } = source;
    if (!track) return this.#checkClosed();
    this.#refused = false;
    const used = devices.behindTrack(role, track);
    // Opening another device may end the present one; the check after that decides about it.
    const hasEnded = track.readyState === 'ended' && !source.changing;
    const isLost = hasEnded || devices.isGone(role, used.deviceId);
    if (await permissions.revoked(role)) return this.#refuse();
    if (source.track !== track) return;
    if (isLost) await this.#replace(used);
    else await this.#takeBack(used);
  }

  #refuse(): void {
    const { role, source, events } = this.#options;
    this.#refused = true;
    source.giveUp('permission-denied');
    events.emit('notice', { kind: 'refused', role });
  }

  async #replace(before: KnownDevice): Promise<void> {
    const { role, source, devices, events } = this.#options;
    if (!this.#options.mayOpen(source.wanted) || !this.#mayChange()) {
      source.fail('lost');
      events.emit('notice', { kind: 'lost', role });
      return;
    }
    const wasUsed = source.wanted;
    await source.replaceLost();
    await devices.refresh();
    const { track } = source;
    if (!track && source.state.get().error === 'permission-denied') return;
    const after = track && devices.behindTrack(role, track);
    // The device only stopped for a moment.
    if (after && isSame(before, after)) return;
    if (!isAlias(before.deviceId)) this.#missing ??= before;
    if (!track || !after) {
      if (wasUsed) events.emit('notice', { kind: 'lost', role });
      return;
    }
    devices.setChosen(role, track.getSettings().deviceId ?? after.deviceId);
    events.emit('notice', { kind: 'replaced', role, label: after.label });
  }

  async #takeBack(current: KnownDevice): Promise<void> {
    const { role, source, devices, events } = this.#options;
    const back = devices.find(role, this.#missing);
    if (!back) return;
    this.#missing = null;
    if (back.deviceId === current.deviceId || !this.#mayChange()) return;
    // By its own id: for "the default one" the browser may return the device that is open already.
    await source.choose(back.deviceId);
    if (source.track?.getSettings().deviceId !== back.deviceId) return;
    devices.setChosen(role, back.deviceId);
    events.emit('notice', { kind: 'returned', role, label: back.label });
  }

  /** No device is open; a device that was missing may be there now. */
  async #checkClosed(): Promise<void> {
    const { role, source, devices, permissions, events } = this.#options;
    const { error, pending } = source.state.get();
    if (pending || (!GONE.includes(error) && error !== 'permission-denied')) return;
    const permission = await permissions.read(role);
    // The user asked for nothing, so the browser must not ask the user.
    if (permission === 'denied' || permission === 'prompt') return;
    if (error === 'permission-denied' && permission !== 'granted') return;
    if (GONE.includes(error) && !devices.hasAny(role)) return;
    if (!this.#options.mayOpen(error === 'lost' && source.wanted)) return;
    if (GONE.includes(error) && !this.#mayChange()) return;
    await source.recover();
    await devices.refresh();
    const { track } = source;
    const used = track && devices.behindTrack(role, track);
    if (used) devices.setChosen(role, track.getSettings().deviceId ?? used.deviceId);
    if (this.#refused) events.emit('notice', { kind: 'allowed', role });
    else if (used && this.#missing)
      events.emit('notice', { kind: 'returned', role, label: used.label });
    this.#refused = false;
    if (used?.deviceId === this.#missing?.deviceId) this.#missing = null;
  }

  #mayChange(): boolean {
    return this.#changes.allow(performance.now());
  }
}

function isSame(before: KnownDevice, after: KnownDevice): boolean {
  return (
    before.deviceId !== '' && before.deviceId === after.deviceId && before.label === after.label
  );
}

/**
 * Reports when audio comes from another output, because the one in use was unplugged or is back. The
 * UI plays audio, so there is no source to repair.
 */
export function watchAudioOutput(
  devices: DeviceManager,
  scope: Scope,
  events: Emitter<LocalMediaEvents>,
): void {
  const role = 'audioOutput';
  let used: KnownDevice | null = null;
  let missingId: string | null = null;
  const check = (): void => {
    const before = used;
    used = devices.behindListed(role, devices.snapshot.get().audioOutputId ?? 'default');
    if (before?.deviceId === used?.deviceId) return;
    if (before !== null && devices.isGone(role, before.deviceId)) {
      missingId ??= before.deviceId;
      events.emit('notice', { kind: 'replaced', role, label: used?.label ?? '' });
    } else if (used !== null && used.deviceId === missingId) {
      missingId = null;
      events.emit('notice', { kind: 'returned', role, label: used.label });
    } else if (before !== null) {
      // The user chose another output.
      missingId = null;
    }
  };
  scope.add(devices.snapshot.subscribe(check));
}
