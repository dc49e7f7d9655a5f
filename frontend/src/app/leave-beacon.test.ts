import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { leaveLater } from './leave-beacon';

const seat = { meetingId: 'f'.repeat(24), instanceId: 'page' };
const tokens = (token: string | null) => ({ getFreshAccessToken: () => Promise.resolve(token) });
const ask = vi.fn<(path: string, init: RequestInit) => Promise<{ ok: boolean }>>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('fetch', ask);
  ask.mockReset();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('leaving is requested until the server confirms it, and at once when the network returns', async () => {
  ask.mockRejectedValueOnce(new TypeError('Failed to fetch'));
  ask.mockResolvedValueOnce({ ok: false });
  ask.mockResolvedValueOnce({ ok: true });
  const left = leaveLater(seat, tokens('token'));
  await vi.advanceTimersByTimeAsync(0);
  expect(ask).toHaveBeenCalledOnce();
  window.dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(0);
  expect(ask).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(120_000);
  await left;
  expect(ask).toHaveBeenCalledTimes(3);
  expect(ask.mock.lastCall?.[0]).toBe(`/api/meetings/${seat.meetingId}/leave`);
  expect(ask.mock.lastCall?.[1].body).toBe('{"instanceId":"page"}');
});

it('leaving is requested for two minutes at most, and never after signing out', async () => {
  ask.mockRejectedValue(new TypeError('Failed to fetch'));
  const left = leaveLater(seat, tokens('token'));
  await vi.advanceTimersByTimeAsync(130_000);
  await left;
  ask.mockClear();
  await leaveLater(seat, tokens(null));
  await vi.advanceTimersByTimeAsync(130_000);
  expect(ask).not.toHaveBeenCalled();
});
