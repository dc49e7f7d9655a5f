import { afterEach, vi } from 'vitest';
import { LocalMedia, type LocalMediaOptions } from '../devices/local-media';
import type { DeviceStorage } from '../devices/remembered-devices';
import { Scope } from '../scope';
import { FakeMediaDevices, type FakePermissions } from './fake-media';

/** What a browser remembers of devices; nothing at first. */
export function createStorage(): DeviceStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}

/** Default: the two devices of a machine, in a browser that remembers nothing. */
export type CreateMedia = (
  devices?: FakeMediaDevices,
  storage?: DeviceStorage,
  permissions?: FakePermissions,
  onTrack?: LocalMediaOptions['onTrack'],
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
  ) => {
    const scope = new Scope();
    scopes.push(scope);
    return new LocalMedia({
      mediaDevices: devices as unknown as MediaDevices,
      permissions: permissions as unknown as Permissions,
      storage,
      scope,
      onTrack,
    });
  };
}

/** Everything that is ready to run has run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
