import type { JoinTiming } from '@parley/shared/join-timing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { JoinTimer } from './join-timer';

const told: JoinTiming[] = [];
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
  timer.start({ warm: false, rejoin: false });
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

it('waits for the answer where the first picture was faster', () => {
  timer.start({ warm: true, rejoin: false });
  vi.advanceTimersByTime(40);
  timer.mark('firstFrame');
  vi.advanceTimersByTime(20);
  timer.joined(1);
  expect(told).toEqual([{ firstFrame: 40, ack: 60, warm: true, peers: 1 }]);
});

it('says how far it came where no picture arrives', () => {
  timer.start({ warm: true, rejoin: false });
  timer.joined(1);
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([{ ack: 0, warm: true, peers: 1 }]);
});

it('has nothing to wait for in an empty room', () => {
  timer.start({ warm: false, rejoin: false });
  timer.joined(0);
  timer.mark('firstFrame');
  expect(told).toEqual([{ ack: 0, warm: false, peers: 0 }]);
});

it('tells coming back apart from the first time', () => {
  timer.start({ warm: false, rejoin: true });
  timer.joined(1);
  timer.mark('firstFrame');
  timer.start({ warm: false, rejoin: false });
  timer.joined(0);
  expect(told).toEqual([
    { ack: 0, firstFrame: 0, rejoin: true, warm: false, peers: 1 },
    { ack: 0, warm: false, peers: 0 },
  ]);
});

it('tells why a join failed, at once where trying again cannot help', () => {
  timer.start({ warm: false, rejoin: false });
  timer.refused('ROOM_FULL', true);
  timer.joined(3);
  expect(told).toEqual([{ failure: 'ROOM_FULL', warm: false, peers: 0 }]);
});

it('tells of whoever leaves before the first picture, and nothing of a join that was given up', () => {
  timer.start({ warm: false, rejoin: false });
  timer.leave();
  timer.start({ warm: false, rejoin: false });
  timer.joined(1);
  timer.leave();
  vi.advanceTimersByTime(60_000);
  expect(told).toEqual([{ ack: 0, warm: false, peers: 1 }]);
});

it('forgets a refusal that another try made good, and knows the last one otherwise', () => {
  timer.start({ warm: false, rejoin: false });
  timer.refused('UNAVAILABLE', false);
  timer.joined(0);
  timer.start({ warm: false, rejoin: false });
  timer.refused('UNAVAILABLE', false);
  timer.refused('BUSY', false);
  vi.advanceTimersByTime(60_000);
  timer.start({ warm: false, rejoin: false });
  vi.advanceTimersByTime(60_000);
  expect(told.map(({ failure }) => failure)).toEqual([undefined, 'BUSY', 'TIMEOUT']);
});
