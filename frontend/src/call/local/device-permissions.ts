import type { Scope } from '../../core/scope';

type Source = 'microphone' | 'camera';
/** `unknown` where the browser does not tell (W3C Permissions leaves the names to the browser). */
export type DevicePermission = PermissionState | 'unknown';

/** What the browser says of the permission to use microphone and camera. */
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

  /** Asks the browser, never the person; watches for changes from then on. Never rejects. */
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

  /**
   * Whether it was taken back. A browser that says `prompt` while a device is in use (Firefox,
   * allowed once) says nothing by it.
   */
  async revoked(source: Source): Promise<boolean> {
    const wasGranted = this.#granted.has(source);
    const state = await this.read(source);
    return state === 'denied' || (state === 'prompt' && wasGranted);
  }
}
