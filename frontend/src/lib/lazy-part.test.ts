import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadPage, PageNotLoaded } from './lazy-part';

const lost = new TypeError('Failed to fetch dynamically imported module');
const reload = vi.fn<() => void>();
const ask = vi.fn<() => Promise<Response>>();

beforeEach(() => {
  vi.useFakeTimers();
  const kept = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  vi.stubGlobal('window', Object.assign(new EventTarget(), { location: { reload } }));
  reload.mockClear();
  vi.stubGlobal('fetch', ask.mockResolvedValue(new Response()));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a page whose code does not load reloads the document once and then fails', async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValue(lost);
  let isSettled = false;
  void loadPage(load).finally(() => {
    isSettled = true;
  });
  await vi.advanceTimersByTimeAsync(30_000);
  expect(reload).toHaveBeenCalledTimes(1);
  expect(isSettled).toBe(false);

  const afterReload = loadPage(load).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await afterReload).toBe(lost);
  expect(reload).toHaveBeenCalledTimes(1);
});

test('the document never reloads while storage is blocked', async () => {
  const blocked = () => {
    throw new DOMException('', 'SecurityError');
  };
  vi.stubGlobal('sessionStorage', { getItem: blocked, setItem: blocked });
  const loaded = loadPage(() => Promise.reject(lost)).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await loaded).toBe(lost);
  expect(reload).not.toHaveBeenCalled();
});

test('the document does not reload while the server cannot be reached', async () => {
  ask.mockRejectedValue(new TypeError('Failed to fetch'));
  const loaded = loadPage(() => Promise.reject(lost)).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await loaded).toBeInstanceOf(PageNotLoaded);
  expect(reload).not.toHaveBeenCalled();
});
