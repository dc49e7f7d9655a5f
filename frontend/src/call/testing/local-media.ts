import { afterEach, vi } from 'vitest';
import type { KeyValueStorage } from '../../core/browser-storage';
import type { PageVisibility } from '../../core/page-visibility';
import { Scope } from '../../core/scope';
import { LocalMedia, type LocalMediaOptions } from '../local/local-media';
import type { DeviceNotice } from '../local/local-media-events';
import { FakeMediaDevices, type FakePermissions } from './fake-media';

/** The storage of a browser, empty at first. */
export function createStorage(): KeyValueStorage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
  };
}

/** Default: a machine with one microphone and one camera, and a browser with empty storage. */
export type CreateMedia = (
  devices?: FakeMediaDevices,
  storage?: KeyValueStorage,
  permissions?: FakePermissions,
  more?: Pick<LocalMediaOptions, 'visibility' | 'effects'>,
) => LocalMedia;

/** For a test file: after each test it closes what the test created and restores the globals. */
export function useLocalMedia(): CreateMedia {
  const scopes: Scope[] = [];
  afterEach(() => {
    for (const scope of scopes.splice(0)) scope.close();
    vi.unstubAllGlobals();
  });
  return (devices = new FakeMediaDevices(), storage = createStorage(), permissions, more = {}) => {
    const scope = new Scope();
    scopes.push(scope);
    return new LocalMedia({
      mediaDevices: devices as unknown as MediaDevices,
      permissions: permissions as unknown as Permissions,
      storage,
      scope,
      ...more,
    });
  };
}

/** Collects the notices from now on. */
export function noticesOf(media: LocalMedia): DeviceNotice[] {
  const notices: DeviceNotice[] = [];
  media.events.on('notice', (notice) => notices.push(notice));
  return notices;
}

/** A document that is visible or hidden, as the test sets it. */
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

/** Resolves when everything that is ready to run has run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
