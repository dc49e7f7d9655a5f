import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

function seekingEnd(): LinkEnd {
  const end = createEnd(true);
  ends.push(end);
  end.link.setOnline(true);
  return end;
}

const pathOf = ({ link }: LinkEnd) => link.media().path;

describe('the first path to somebody', () => {
  it('is said to be looked for after two seconds, and to be missing after ten', () => {
    const end = seekingEnd();
    vi.advanceTimersByTime(1_900);
    expect(pathOf(end)).toBe('new');
    vi.advanceTimersByTime(100);
    expect(pathOf(end)).toBe('sought');
    vi.advanceTimersByTime(8_000);
    expect(pathOf(end)).toBe('missing');
    expect(end.changes).toBe(2);
  });

  it('may still be found, and is not said to be missing where it is lost later', async () => {
    const end = seekingEnd();
    vi.advanceTimersByTime(12_000);
    end.pc.setIceState('connected');
    expect(pathOf(end)).toBe('found');
    end.pc.setIceState('disconnected');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(pathOf(end)).toBe('found');
    expect(end.link.media().quality.quality).toBe('lost');
  });

  it('is not missed while the other is away, and is looked for anew when they are back', () => {
    const end = seekingEnd();
    vi.advanceTimersByTime(5_000);
    end.link.setOnline(false);
    expect(pathOf(end)).toBe('new');
    vi.advanceTimersByTime(20_000);
    expect(pathOf(end)).toBe('new');
    end.link.setOnline(true);
    vi.advanceTimersByTime(9_000);
    expect(pathOf(end)).toBe('sought');
  });

  it('is looked for since both are in the meeting, however long one stood before the door', () => {
    const end = seekingEnd();
    vi.advanceTimersByTime(20_000);
    end.link.begin();
    end.link.setOnline(true);
    expect(pathOf(end)).toBe('new');
  });
});
