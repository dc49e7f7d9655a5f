import { expect, it } from 'vitest';
import { RedPolicy } from './red-policy';
import { BandwidthController } from './bandwidth-controller';
import { STEPS } from './send-plan';

const enough = { available: 3_000_000, limitation: 'none' } as const;
const narrow = { available: 400_000, limitation: 'bandwidth' } as const;

it('shrinks the picture at once when the network is narrow', () => {
  const limit = new BandwidthController();
  expect(limit.observe({ ...narrow, at: 0 }, 720)).toBe(true);
  expect(limit.height).toBe(270);
});

it('does not shrink what fits, however small the estimate is', () => {
  const limit = new BandwidthController();
  expect(limit.observe({ available: 400_000, limitation: 'none', at: 0 }, 270)).toBe(false);
  expect(limit.height).toBeNull();
});

it('grows one step at a time, after ten calm seconds each', () => {
  const limit = new BandwidthController();
  limit.observe({ ...narrow, at: 0 }, 720);
  const heights = [2_000, 10_000, 12_000, 20_000, 30_000, 40_000].map((at) => {
    limit.observe({ ...enough, at }, limit.height ?? 720);
    return limit.height;
  });
  expect(heights).toEqual([270, 360, 360, 540, null, null]);
});

/** A browser's estimate is at most about twice what may be sent, sound and repairs included. */
function estimate(sent: number, line: number): number {
  const step = STEPS.findLast(({ height }) => height <= sent);
  return Math.min(line, 2 * ((step?.bitrate ?? 0) + 56_000));
}

it('grows back to full size where the estimate only follows what is sent', () => {
  const limit = new BandwidthController();
  limit.observe({ available: 60_000, limitation: 'bandwidth', at: 0 }, 720);
  for (let at = 2_000; at <= 60_000; at += 2_000) {
    const sent = limit.height ?? 720;
    limit.observe({ available: estimate(sent, 5_000_000), limitation: 'none', at }, sent);
  }
  expect(limit.height).toBeNull();
});

it('tries a line that does not carry more ever less often, until it does', () => {
  const limit = new BandwidthController();
  const grownAt: number[] = [];
  const look = (at: number, line: number): void => {
    const before = limit.height;
    const sent = before ?? 720;
    const limitation = sent > 360 && line < 1_000_000 ? 'bandwidth' : 'none';
    limit.observe({ available: estimate(sent, line), limitation, at }, sent);
    if (limit.height !== null && limit.height > (before ?? 720)) grownAt.push(at);
  };
  for (let at = 0; at <= 600_000; at += 2_000) look(at, 700_000);
  const pauses = grownAt.slice(1).map((at, index) => at - (grownAt[index] ?? 0));
  expect(pauses.length).toBeGreaterThan(3);
  expect(pauses.length).toBeLessThan(8);
  for (const [index, pause] of pauses.slice(1, 4).entries()) {
    expect(pause).toBeGreaterThan(1.5 * (pauses[index] ?? 0));
  }
  for (let at = 602_000; at <= 840_000; at += 2_000) look(at, 5_000_000);
  expect(limit.height).toBeNull();
});

it('does not grow while no camera is sent, as nothing says then what the line carries', () => {
  const limit = new BandwidthController();
  limit.observe({ ...narrow, at: 0 }, 720);
  for (let at = 2_000; at <= 60_000; at += 2_000) {
    limit.observe({ available: 3_000_000, limitation: null, at }, 0);
  }
  expect(limit.height).toBe(270);
});

it('takes a busy processor seriously only when it stays busy', () => {
  const limit = new BandwidthController();
  const busy = { available: 3_000_000, limitation: 'cpu' } as const;
  expect(limit.observe({ ...busy, at: 0 }, 720)).toBe(false);
  expect(limit.observe({ ...busy, at: 4_000 }, 720)).toBe(false);
  expect(limit.observe({ ...busy, at: 6_000 }, 720)).toBe(true);
  expect(limit.height).toBe(540);
});

it('asks a processor that was short again and again ever less often', () => {
  const limit = new BandwidthController();
  const grownAt: number[] = [];
  for (let at = 0; at <= 400_000; at += 2_000) {
    const before = limit.height;
    const sent = before ?? 720;
    limit.observe({ available: 3_000_000, limitation: sent > 540 ? 'cpu' : 'none', at }, sent);
    if (before !== null && limit.height === null) grownAt.push(at);
  }
  const pauses = grownAt.slice(1).map((at, index) => at - (grownAt[index] ?? 0));
  expect(pauses.length).toBeGreaterThan(2);
  for (const [index, pause] of pauses.slice(1).entries()) {
    expect(pause).toBeGreaterThan(1.5 * (pauses[index] ?? 0));
  }
});

it('sends audio twice from the first loss until twenty clean seconds have passed', () => {
  const loss = new RedPolicy();
  expect(loss.observe(0.015, 0)).toBe(false);
  expect(loss.observe(0.02, 2_000)).toBe(true);
  expect(loss.lossy).toBe(true);
  loss.observe(0, 4_000);
  loss.observe(0.02, 20_000);
  loss.observe(0, 24_000);
  expect(loss.observe(0, 40_000)).toBe(false);
  expect(loss.observe(0, 44_000)).toBe(true);
  expect(loss.lossy).toBe(false);
});
