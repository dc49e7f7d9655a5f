import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../platform/logger';
import { createScope, type Scope } from '../platform/scope';
import { Histogram } from './histogram';
import { createJoinTimings } from './join-timing.service';

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
const told = (message: string) => lines.filter(({ msg }) => msg === message);

test('every join is one line with its meeting, numbers and nothing else', () => {
  createJoinTimings(logger(), scope).add('m1', { ack: 31.5, warm: true, peers: 2 });
  expect(told('join measured')).toEqual([
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

test('once an hour and at the end, warm and cold joins are told apart by median and 95th percentile', async () => {
  const measurements = createJoinTimings(logger(), scope);
  for (let firstFrame = 1; firstFrame <= 100; firstFrame += 1) {
    measurements.add('m1', { firstFrame, warm: true, peers: 1 });
  }
  measurements.add('m2', { ack: 500, warm: false, peers: 1 });
  vi.advanceTimersByTime(3600_000);
  const [warm, cold] = told('joins in summary') as { firstFrame: { p50: number; p95: number } }[];
  expect(warm).toMatchObject({ kind: 'warm', joins: 100 });
  expect(Math.abs((warm?.firstFrame.p50 ?? 0) - 50)).toBeLessThan(4);
  expect(Math.abs((warm?.firstFrame.p95 ?? 0) - 95)).toBeLessThan(6);
  expect(cold).toMatchObject({ kind: 'cold', joins: 1 });
  expect(cold).not.toHaveProperty('firstFrame');

  vi.advanceTimersByTime(3600_000);
  expect(told('joins in summary')).toHaveLength(2);
  measurements.add('m1', { ack: 40, warm: true, peers: 1 });
  await scope.close();
  expect(told('joins in summary')).toHaveLength(3);
  expect(vi.getTimerCount()).toBe(0);
});

test('joins that failed are counted by their code, and coming back is no first join', () => {
  const measurements = createJoinTimings(logger(), scope);
  measurements.add(undefined, { failure: 'ROOM_FULL', warm: false, peers: 0 });
  measurements.add(undefined, { failure: 'ROOM_FULL', warm: true, peers: 0 });
  measurements.add('m1', { ack: 20, rejoin: true, warm: false, peers: 1 });
  measurements.summarise();
  expect(told('failed joins in summary')).toMatchObject([{ ROOM_FULL: 2 }]);
  expect(told('joins in summary')).toMatchObject([{ kind: 'rejoin', joins: 1 }]);
  measurements.summarise();
  expect(told('failed joins in summary')).toHaveLength(1);
});

test('an empty histogram knows no quantile, and extremes are kept', () => {
  const histogram = new Histogram();
  expect(histogram.quantile(0.5)).toBeNull();
  histogram.add(0);
  expect(histogram.quantile(0)).toBe(0);
  histogram.add(600_000);
  expect(histogram.quantile(1)).toBeGreaterThan(570_000);
});
