import type { JoinMeasurement } from '@parley/shared/measurements';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { JoinTimer } from './join-timer';

const told: JoinMeasurement[] = [];
const timer = new JoinTimer({ onMeasured: (measurement) => told.push(measurement) });

beforeEach(() => {
  vi.useFakeTimers();
  told.length = 0;
});
afterEach(() => {
  timer.stop();
  vi.useRealTimers();
});

it('tells every step once, in milliseconds since the click', () => {
  timer.mark('connected');
  timer.start(false);
  vi.advanceTimersByTime(50);
  timer.joined(2);
  vi.advanceTimersByTime(100);
  timer.mark('connected');
  vi.advanceTimersByTime(30);
  timer.mark('connected');
  timer.mark('firstFrame');
  timer.mark('firstFrame');
  expect(told).toEqual([{ ack: 50, connected: 150, firstFrame: 180, warm: false, peers: 2 }]);
});

it('says how far it came where no picture arrives', () => {
  timer.start(true);
  timer.joined(1);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([{ ack: 0, warm: true, peers: 1 }]);
});

it('says nothing of a join to an empty room, nor of one that was refused', () => {
  timer.start(false);
  timer.joined(0);
  timer.mark('firstFrame');
  timer.start(false);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([]);
});
