import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadPart } from './load-part';

const lost = new TypeError('Failed to fetch dynamically imported module');

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', new EventTarget());
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('an import that failed is tried again', async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(lost).mockResolvedValue('here');
  const loaded = loadPart(load);
  await vi.advanceTimersByTimeAsync(500);
  await expect(loaded).resolves.toBe('here');
  expect(load).toHaveBeenCalledTimes(2);
});

test('an import is tried again as soon as the browser is online', async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(lost).mockResolvedValue('here');
  const loaded = loadPart(load);
  await vi.advanceTimersByTimeAsync(1);
  window.dispatchEvent(new Event('online'));
  await expect(loaded).resolves.toBe('here');
});

test('a failing import is given up after some seconds, unless the caller asks for endless attempts', async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValue(lost);
  const given = loadPart(load).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await given).toBe(lost);

  let isSettled = false;
  load.mockClear();
  void loadPart(load, Infinity).finally(() => {
    isSettled = true;
  });
  await vi.advanceTimersByTimeAsync(300_000);
  expect(isSettled).toBe(false);
  expect(load.mock.calls.length).toBeGreaterThan(25);
  load.mockResolvedValue('here');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(isSettled).toBe(true);
});
