import { expect, it } from 'vitest';
import { BandwidthController, RedPolicy } from './bandwidth-controller';
import { STEPS } from './send-plan';

const enough = { available: 3_000_000, limitation: 'none' } as const;
const narrow = { available: 400_000, limitation: 'bandwidth' } as const;

it('the camera shrinks at once when the bandwidth is low', () => {
  const controller = new BandwidthController();
  expect(controller.observe(narrow, 720, 0)).toBe(true);
  expect(controller.height).toBe(270);
});

it('a camera that fits does not shrink, however low the estimate is', () => {
  const controller = new BandwidthController();
  expect(controller.observe({ available: 400_000, limitation: 'none' }, 270, 0)).toBe(false);
  expect(controller.height).toBeNull();
});

it('the camera grows one step at a time, every ten seconds', () => {
  const controller = new BandwidthController();
  controller.observe(narrow, 720, 0);
  const heights = [2_000, 10_000, 12_000, 20_000, 30_000, 40_000].map((at) => {
    controller.observe(enough, controller.height ?? 720, at);
    return controller.height;
  });
  expect(heights).toEqual([270, 360, 360, 540, null, null]);
});

/** A browser's estimate is at most about twice what may be sent, audio and repairs included. */
function estimate(sent: number, uplink: number): number {
  const step = STEPS.findLast(({ height }) => height <= sent);
  return Math.min(uplink, 2 * ((step?.bitrate ?? 0) + 56_000));
}

it('the camera grows back to full size although the estimate only follows what is sent', () => {
  const controller = new BandwidthController();
  controller.observe({ available: 60_000, limitation: 'bandwidth' }, 720, 0);
  for (let at = 2_000; at <= 60_000; at += 2_000) {
    const sent = controller.height ?? 720;
    controller.observe({ available: estimate(sent, 5_000_000), limitation: 'none' }, sent, at);
  }
  expect(controller.height).toBeNull();
});

it('a larger camera is tried ever more rarely while the uplink cannot carry it', () => {
  const controller = new BandwidthController();
  const grownAt: number[] = [];
  const look = (at: number, uplink: number): void => {
    const before = controller.height;
    const sent = before ?? 720;
    const limitation = sent > 360 && uplink < 1_000_000 ? 'bandwidth' : 'none';
    controller.observe({ available: estimate(sent, uplink), limitation }, sent, at);
    if (controller.height !== null && controller.height > (before ?? 720)) grownAt.push(at);
  };
  for (let at = 0; at <= 600_000; at += 2_000) look(at, 700_000);
  const pauses = grownAt.slice(1).map((at, index) => at - (grownAt[index] ?? 0));
  expect(pauses.length).toBeGreaterThan(3);
  expect(pauses.length).toBeLessThan(8);
  for (const [index, pause] of pauses.slice(1, 4).entries()) {
    expect(pause).toBeGreaterThan(1.5 * (pauses[index] ?? 0));
  }
  for (let at = 602_000; at <= 840_000; at += 2_000) look(at, 5_000_000);
  expect(controller.height).toBeNull();
});

it('the camera does not grow while none is sent', () => {
  const controller = new BandwidthController();
  controller.observe(narrow, 720, 0);
  for (let at = 2_000; at <= 60_000; at += 2_000) {
    controller.observe({ available: 3_000_000, limitation: null }, 0, at);
  }
  expect(controller.height).toBe(270);
});

it('the camera shrinks when the processor stays busy', () => {
  const controller = new BandwidthController();
  const busy = { available: 3_000_000, limitation: 'cpu' } as const;
  expect(controller.observe(busy, 720, 0)).toBe(false);
  expect(controller.observe(busy, 720, 4_000)).toBe(false);
  expect(controller.observe(busy, 720, 6_000)).toBe(true);
  expect(controller.height).toBe(540);
});

it('a larger camera is tried ever more rarely while the processor is busy', () => {
  const controller = new BandwidthController();
  const grownAt: number[] = [];
  for (let at = 0; at <= 400_000; at += 2_000) {
    const before = controller.height;
    const sent = before ?? 720;
    controller.observe({ available: 3_000_000, limitation: sent > 540 ? 'cpu' : 'none' }, sent, at);
    if (before !== null && controller.height === null) grownAt.push(at);
  }
  const pauses = grownAt.slice(1).map((at, index) => at - (grownAt[index] ?? 0));
  expect(pauses.length).toBeGreaterThan(2);
  for (const [index, pause] of pauses.slice(1).entries()) {
    expect(pause).toBeGreaterThan(1.5 * (pauses[index] ?? 0));
  }
});

it('RedPolicy is lossy from the first loss until twenty seconds have passed without', () => {
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
