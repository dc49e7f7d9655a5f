import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserStorage, readStored, writeStored } from '../core/browser-storage';
import { reloadOnce } from './reload-once';
import { isCallInSomeTab, RunningCall } from './running-call';
import { aloneInBrowser, createSessionChannel } from './session-channel';
import { createSessionHint } from './session-hint';

const refuse = (): never => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

afterEach(() => vi.unstubAllGlobals());

describe.each([
  ['throws', { get: refuse }],
  ['is null', { get: () => null }],
])('in a browser whose storage %s', (_how, property) => {
  beforeEach(() => {
    const page = { location: { reload: vi.fn<() => void>() } };
    Object.defineProperties(page, { localStorage: property, sessionStorage: property });
    vi.stubGlobal('window', page);
    vi.stubGlobal('sessionStorage', { getItem: refuse, setItem: refuse });
    vi.stubGlobal('BroadcastChannel', refuse);
    vi.stubGlobal('navigator', {
      locks: {
        request: () => Promise.reject(new DOMException('', 'SecurityError')),
        query: refuse,
      },
    });
  });

  it('session, preferences and channel work while storage is blocked', async () => {
    expect(browserStorage()).toBeUndefined();
    expect(readStored(browserStorage(), 'key')).toBeNull();
    expect(() => writeStored(browserStorage(), 'key', 'value')).not.toThrow();
    expect(reloadOnce()).toBe(false);

    const hint = createSessionHint(browserStorage);
    hint.write('signed-in');
    expect(hint.read()).toBe('blocked');

    const channel = createSessionChannel();
    expect(() => channel.post({ type: 'signed-out' })).not.toThrow();
    await expect(aloneInBrowser()(async () => 'done')).resolves.toBe('done');
    expect(() => new RunningCall().set(true)).not.toThrow();
    await expect(isCallInSomeTab()).resolves.toBe(false);
  });

  it('a task that fails is not run a second time without the lock', async () => {
    const { locks } = navigator as unknown as { locks: { request: unknown } };
    locks.request = (_name: string, run: () => Promise<unknown>) => run();
    const task = vi.fn(async () => refuse());
    await expect(aloneInBrowser()(task)).rejects.toThrow('insecure');
    expect(task).toHaveBeenCalledTimes(1);
  });
});
