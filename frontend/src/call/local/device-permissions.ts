import type { Scope } from '../../core/scope';

type Source = 'microphone' | 'camera';
/** `unknown` where the browser does not say: W3C Permissions leaves the names to the browser. */
export type DevicePermission = PermissionState | 'unknown';

/** Reads the permissions to use microphone and camera. It never asks the user. */
export class DevicePermissions {
  readonly #permissions: Permissions | undefined;
  readonly #scope: Scope;
  readonly #onChange: (source: Source) => void;
  readonly #watched = new Map<Source, PermissionStatus>();
  readonly #granted = new Set<Source>();

  constructor(
    permissions: Permissions | undefined,
    scope: Scope,
    onChange: (source: Source) => void,
  ) {
    this.#permissions = permissions;
    this.#scope = scope;
    this.#onChange = onChange;
  }

  /** Queries the browser, and watches for changes from the first call on. Never rejects. */
  async read(source: Source): Promise<DevicePermission> {
    const name = source as PermissionName;
    const status = await this.#permissions?.query({ name }).catch(() => null);
    if (!status) return 'unknown';
    if (!this.#watched.has(source)) {
      this.#watched.set(source, status);
      this.#scope.listen(status, 'change', () => this.#onChange(source));
    }
    if (status.state === 'granted') this.#granted.add(source);
    return status.state;
  }

  /** Like `read`, but queries the browser only where nothing is watched yet. Never rejects. */
  async current(source: Source): Promise<DevicePermission> {
    return this.#watched.get(source)?.state ?? (await this.read(source));
  }

  /**
   * Whether the user revoked the permission. Firefox answers `prompt` while a device is in use that
   * the user allowed only once, so `prompt` counts after `granted` only.
   */
  async revoked(source: Source): Promise<boolean> {
    const wasGranted = this.#granted.has(source);
    const state = await this.read(source);
    return state === 'denied' || (state === 'prompt' && wasGranted);
  }
}
