import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createEnd, type LinkEnd } from '../testing/link-pair';

let ends: LinkEnd[] = [];
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  for (const { link } of ends) link.close();
  ends = [];
  vi.useRealTimers();
});

function connectingEnd(): LinkEnd {
  const end = createEnd(true, { joined: false });
  ends.push(end);
  end.link.setOnline(true);
  return end;
}

const stateOf = ({ link }: LinkEnd) => link.media().initialConnect;

it('the initial connect is connecting after two seconds and timed out after ten', () => {
  const end = connectingEnd();
  vi.advanceTimersByTime(1_900);
  expect(stateOf(end)).toBe('new');
  vi.advanceTimersByTime(100);
  expect(stateOf(end)).toBe('connecting');
  vi.advanceTimersByTime(8_000);
  expect(stateOf(end)).toBe('timed-out');
  expect(end.changes).toBe(2);
});

it('the initial connect may succeed after it has timed out, and stays connected when the connection is lost', async () => {
  const end = connectingEnd();
  vi.advanceTimersByTime(12_000);
  end.pc.setIceState('connected');
  expect(stateOf(end)).toBe('connected');
  end.pc.setIceState('disconnected');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(stateOf(end)).toBe('connected');
  expect(end.link.media().quality.quality).toBe('lost');
});

it('the initial connect does not count the time while the peer is offline, and starts again afterwards', () => {
  const end = connectingEnd();
  vi.advanceTimersByTime(5_000);
  end.link.setOnline(false);
  expect(stateOf(end)).toBe('new');
  vi.advanceTimersByTime(20_000);
  expect(stateOf(end)).toBe('new');
  end.link.setOnline(true);
  vi.advanceTimersByTime(9_000);
  expect(stateOf(end)).toBe('connecting');
});

it('the initial connect does not count the time in the lobby', () => {
  const end = connectingEnd();
  vi.advanceTimersByTime(20_000);
  end.link.admit(1);
  end.link.setOnline(true);
  expect(stateOf(end)).toBe('new');
});
