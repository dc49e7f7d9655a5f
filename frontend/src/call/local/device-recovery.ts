import type { MediaErrorReason } from '../session/call-snapshot';
import { RateLimit } from '../../core/rate-limit';
import { SerialQueue } from '../../core/serial-queue';
import type { DeviceManager } from './device-manager';
import type { DeviceNotice } from './device-notice';
import type { DevicePermissions } from './device-permissions';
import { isAlias, type KnownDevice } from './known-devices';
import type { LocalSource } from './local-source';
import type { RememberedDevice } from './remembered-devices';

export interface DeviceRecoveryOptions {
  readonly role: 'microphone' | 'camera';
  readonly source: LocalSource;
  readonly devices: DeviceManager;
  readonly permissions: DevicePermissions;
  /** Now, in milliseconds. */
  now?(): number;
  /**
   * Whether a device may be opened although nobody pressed anything; not in a tab in the background,
   * unless it takes the place of one that was in use in a call.
   */
  mayOpen?(wasInUse: boolean): boolean;
  tell(notice: DeviceNotice): void;
}

/** A device that ends again and again is given up after so many changes in so long. */
const MOST_CHANGES = 6;
const CHANGES_WITHIN_MS = 30_000;
const GONE: readonly (MediaErrorReason | null)[] = ['lost', 'not-found'];

/**
 * Keeps one source working while devices come and go: unplugged, it takes the default one;
 * plugged in again, the earlier one; without permission, it says so and asks nothing.
 */
export class DeviceRecovery {
  readonly #options: DeviceRecoveryOptions;
  readonly #queue = new SerialQueue();
  /** What went away and is taken again when it is back. */
  #missed: RememberedDevice | null = null;
  #refused = false;
  #changes = new RateLimit(MOST_CHANGES, CHANGES_WITHIN_MS);

  constructor(options: DeviceRecoveryOptions) {
    this.#options = options;
  }

  /** This device is wanted and not there: it is taken as soon as it is. */
  miss(device: RememberedDevice): void {
    this.#missed = device;
  }

  /** Somebody chose a device: nothing is taken back any more, and what came and went is over. */
  forget(): void {
    this.#missed = null;
    this.#changes = new RateLimit(MOST_CHANGES, CHANGES_WITHIN_MS);
  }

  /** Looks at what is and puts it right; to call whenever something may have changed. */
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
    // Asking for another device may end the present one; what becomes of it is seen afterwards.
    const hasEnded = track.readyState === 'ended' && !source.changing;
    const isLost = hasEnded || devices.isGone(role, used.deviceId);
    if (await permissions.revoked(role)) return this.#refuse();
    if (source.track !== track) return;
    if (isLost) await this.#replace(used);
    else await this.#takeBack(used);
  }

  #refuse(): void {
    const { role, source, tell } = this.#options;
    this.#refused = true;
    source.giveUp('permission-denied');
    tell({ kind: 'refused', role });
  }

  async #replace(before: KnownDevice): Promise<void> {
    const { role, source, devices, tell } = this.#options;
    if (!this.#mayOpen(source.wanted) || !this.#mayChange()) {
      source.fail('lost');
      tell({ kind: 'lost', role });
      return;
    }
    const wasUsed = source.wanted;
    await source.replaceLost();
    await devices.refresh();
    const { track } = source;
    if (!track && source.state.get().error === 'permission-denied') return;
    const after = track && devices.behindTrack(role, track);
    // It only stopped for a moment.
    if (after && isSame(before, after)) return;
    if (!isAlias(before.deviceId)) this.#missed ??= before;
    if (!track || !after) {
      if (wasUsed) tell({ kind: 'lost', role });
      return;
    }
    devices.setChosen(role, track.getSettings().deviceId ?? after.deviceId);
    tell({ kind: 'replaced', role, label: after.label });
  }

  async #takeBack(current: KnownDevice): Promise<void> {
    const { role, source, devices, tell } = this.#options;
    const back = devices.find(role, this.#missed);
    if (!back) return;
    this.#missed = null;
    if (back.deviceId === current.deviceId || !this.#mayChange()) return;
    // By its own id: "the default one" that is open already may be handed out again.
    await source.choose(back.deviceId);
    if (source.track?.getSettings().deviceId !== back.deviceId) return;
    devices.setChosen(role, back.deviceId);
    tell({ kind: 'returned', role, label: back.label });
  }

  /** Nothing is open: perhaps what was missing is there now. */
  async #checkClosed(): Promise<void> {
    const { role, source, devices, permissions, tell } = this.#options;
    const { error, pending } = source.state.get();
    if (pending || (!GONE.includes(error) && error !== 'permission-denied')) return;
    const permission = await permissions.read(role);
    // Nobody asked for anything: the browser's question would come out of nothing.
    if (permission === 'denied' || permission === 'prompt') return;
    if (error === 'permission-denied' && permission !== 'granted') return;
    if (GONE.includes(error) && !devices.hasAny(role)) return;
    if (!this.#mayOpen(error === 'lost' && source.wanted)) return;
    if (GONE.includes(error) && !this.#mayChange()) return;
    await source.recover();
    await devices.refresh();
    const { track } = source;
    const used = track && devices.behindTrack(role, track);
    if (used) devices.setChosen(role, track.getSettings().deviceId ?? used.deviceId);
    if (this.#refused) tell({ kind: 'allowed', role });
    else if (used && this.#missed) tell({ kind: 'returned', role, label: used.label });
    this.#refused = false;
    if (used?.deviceId === this.#missed?.deviceId) this.#missed = null;
  }

  #mayOpen(wasInUse: boolean): boolean {
    return this.#options.mayOpen?.(wasInUse) ?? true;
  }

  #mayChange(): boolean {
    return this.#changes.allow(this.#options.now?.() ?? performance.now());
  }
}

function isSame(before: KnownDevice, after: KnownDevice): boolean {
  return (
    before.deviceId !== '' && before.deviceId === after.deviceId && before.label === after.label
  );
}
