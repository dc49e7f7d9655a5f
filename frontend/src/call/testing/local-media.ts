import { afterEach, vi } from 'vitest';
import { LocalMedia, type LocalMediaOptions } from '../local/local-media';
import type { KeyValueStorage } from '../../core/browser-storage';
import { Scope } from '../../core/scope';
import type { PageVisibility } from '../../core/page-visibility';
import { FakeMediaDevices, type FakePermissions } from './fake-media';

/** What a browser remembers of devices; nothing at first. */
export function createStorage(): KeyValueStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}

/** Default: the two devices of a machine, in a browser that remembers nothing. */
export type CreateMedia = (
  devices?: FakeMediaDevices,
  storage?: KeyValueStorage,
  permissions?: FakePermissions,
  onTrack?: LocalMediaOptions['onTrack'],
  more?: Pick<LocalMediaOptions, 'visibility' | 'isInCall'>,
) => LocalMedia;

/** For a test file: what a test creates is closed after it, and replaced globals are put back. */
export function useLocalMedia(): CreateMedia {
  const scopes: Scope[] = [];
  afterEach(() => {
    for (const scope of scopes.splice(0)) scope.close();
    vi.unstubAllGlobals();
  });
  return (
    devices = new FakeMediaDevices(),
    storage = createStorage(),
    permissions,
    onTrack = () => undefined,
    more = {},
  ) => {
    const scope = new Scope();
    scopes.push(scope);
    return new LocalMedia({
      mediaDevices: devices as unknown as MediaDevices,
      permissions: permissions as unknown as Permissions,
      storage,
      scope,
      onTrack,
      ...more,
    });
  };
}

/** A page that is seen or not, as the test says. */
export class FakeVisibility implements PageVisibility {
  isHidden: boolean;
  #listener: () => void = () => undefined;

  constructor(isHidden: boolean) {
    this.isHidden = isHidden;
  }

  onShown(_scope: Scope, listener: () => void): void {
    this.#listener = listener;
  }

  show(): void {
    this.isHidden = false;
    this.#listener();
  }
}

/** Everything that is ready to run has run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
