import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../platform/logger';
import { createMetrics } from '../platform/metrics';
import { createScope, type Scope } from '../platform/scope';
import { createJoinTimingService } from './join-timing.service';

let lines: Record<string, unknown>[];
let scope: Scope;
beforeEach(() => {
  lines = [];
  scope = createScope();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const logger = () =>
  createLogger('info', { write: (line) => void lines.push(JSON.parse(line) as never) });
const logged = (message: string) => lines.filter(({ msg }) => msg === message);

test('a reported join is one log line with its meeting and numbers and nothing else', () => {
  createJoinTimingService(logger(), scope, createMetrics()).add('m1', {
    ack: 31.5,
    warm: true,
    peers: 2,
  });
  expect(logged('join measured')).toEqual([
    {
      level: expect.anything(),
      time: expect.anything(),
      msg: 'join measured',
      meetingId: 'm1',
      ack: 31.5,
      warm: true,
      peers: 2,
    },
  ]);
});

test('the hourly and the last summary give median and 95th percentile of joins with and without preconnect', async () => {
  const timings = createJoinTimingService(logger(), scope, createMetrics());
  for (let firstFrame = 1; firstFrame <= 100; firstFrame += 1) {
    timings.add('m1', { firstFrame, warm: true, peers: 1 });
  }
  timings.add('m2', { ack: 500, warm: false, peers: 1 });
  vi.advanceTimersByTime(3600_000);
  const [warm, cold] = logged('joins in summary') as { firstFrame: { p50: number; p95: number } }[];
  expect(warm).toMatchObject({ kind: 'warm', joins: 100 });
  expect(Math.abs((warm?.firstFrame.p50 ?? 0) - 50)).toBeLessThan(4);
  expect(Math.abs((warm?.firstFrame.p95 ?? 0) - 95)).toBeLessThan(6);
  expect(cold).toMatchObject({ kind: 'cold', joins: 1 });
  expect(cold).not.toHaveProperty('firstFrame');

  vi.advanceTimersByTime(3600_000);
  expect(logged('joins in summary')).toHaveLength(2);
  timings.add('m1', { ack: 40, warm: true, peers: 1 });
  await scope.close();
  expect(logged('joins in summary')).toHaveLength(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('failed joins are counted by their code, and rejoins have their own summary', () => {
  const timings = createJoinTimingService(logger(), scope, createMetrics());
  timings.add(undefined, { failure: 'ROOM_FULL', warm: false, peers: 0 });
  timings.add(undefined, { failure: 'ROOM_FULL', warm: true, peers: 0 });
  timings.add('m1', { ack: 20, rejoin: true, warm: false, peers: 1 });
  timings.summarise();
  expect(logged('failed joins in summary')).toMatchObject([{ ROOM_FULL: 2 }]);
  expect(logged('joins in summary')).toMatchObject([{ kind: 'rejoin', joins: 1 }]);
  timings.summarise();
  expect(logged('failed joins in summary')).toHaveLength(1);
});

test('the shortest and the longest times that the contract allows are counted', () => {
  const timings = createJoinTimingService(logger(), scope, createMetrics());
  for (const ack of [0, 600_000]) timings.add('m1', { ack, warm: true, peers: 1 });
  timings.summarise();
  const [summary] = logged('joins in summary') as { ack: { p50: number; p95: number } }[];
  expect(summary?.ack.p50).toBeLessThan(2);
  expect(summary?.ack.p95).toBeGreaterThan(570_000);
});
