import { createLog } from '../../core/log';
import type { Scope } from '../../core/scope';
import type { DeviceSource } from './local-media-events';

const log = createLog('devices');

/** `unknown` if the browser does not say: W3C Permissions leaves the names to the browser. */
export type DevicePermission = PermissionState | 'unknown';

/** Reads the permissions to use microphone and camera. It never asks the user. */
export class DevicePermissions {
  readonly #permissions: Permissions | undefined;
  readonly #scope: Scope;
  readonly #onChange: (source: DeviceSource) => void;
  readonly #watched = new Map<DeviceSource, PermissionStatus>();
  readonly #granted = new Set<DeviceSource>();

  constructor(
    permissions: Permissions | undefined,
    scope: Scope,
    onChange: (source: DeviceSource) => void,
  ) {
    this.#permissions = permissions;
    this.#scope = scope;
    this.#onChange = onChange;
  }

  /** Queries the browser, and watches for changes from the first call on. Never rejects. */
  async read(source: DeviceSource): Promise<DevicePermission> {
    const name = source as PermissionName;
    const status = await this.#permissions?.query({ name }).catch((error: unknown) => {
      log.debug('permission cannot be queried', { source, error });
      return null;
    });
    if (!status) return 'unknown';
    if (!this.#watched.has(source)) {
      this.#watched.set(source, status);
      this.#scope.listen(status, 'change', () => this.#onChange(source));
    }
    if (status.state === 'granted') this.#granted.add(source);
    return status.state;
  }

  /** Like `read`, but queries the browser only if nothing is watched yet. Never rejects. */
  async current(source: DeviceSource): Promise<DevicePermission> {
    return this.#watched.get(source)?.state ?? (await this.read(source));
  }

  /**
   * Whether the user revoked the permission. Firefox answers `prompt` while a device is in use that
   * the user allowed only once, so `prompt` counts after `granted` only.
   */
  async revoked(source: DeviceSource): Promise<boolean> {
    const wasGranted = this.#granted.has(source);
    const state = await this.read(source);
    return state === 'denied' || (state === 'prompt' && wasGranted);
  }
}
