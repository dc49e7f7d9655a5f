import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { hasLocalAuthority, opensWebSocket } from './reach-server';

/** A server that never answers; aborting works as in a browser. */
class SilentSocket extends EventTarget {
  static closed = 0;

  close(): void {
    SilentSocket.closed += 1;
  }
}

const silentFetch = (_path: string, { signal }: { signal: AbortSignal }): Promise<never> =>
  new Promise((_, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
  });

beforeEach(() => {
  SilentSocket.closed = 0;
  vi.useFakeTimers();
  vi.stubGlobal('window', { location: { origin: 'https://parley.test' } });
  vi.stubGlobal('WebSocket', SilentSocket);
  vi.stubGlobal('fetch', silentFetch);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a server that does not answer within ten seconds is not reached', async () => {
  const opens = opensWebSocket(new AbortController().signal);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await opens).toBe(false);
  expect(SilentSocket.closed).toBe(1);
});

test('a request for the certificate authority ends after ten seconds', async () => {
  const has = hasLocalAuthority(new AbortController().signal);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await has).toBe(false);
});

test('leaving the page ends all requests', async () => {
  const end = new AbortController();
  const asked = [opensWebSocket(end.signal), hasLocalAuthority(end.signal)];
  end.abort();
  expect(await Promise.all(asked)).toEqual([false, false]);
  expect(await opensWebSocket(end.signal)).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
});
