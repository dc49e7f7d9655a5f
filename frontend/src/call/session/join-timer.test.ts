import type { JoinTiming } from '@parley/shared/join-timing';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { JoinTimer } from './join-timer';

const reports: JoinTiming[] = [];
const timer = new JoinTimer((timing) => reports.push(timing));

beforeEach(() => {
  vi.useFakeTimers();
  reports.length = 0;
});
afterEach(() => {
  timer.stop();
  vi.useRealTimers();
});

it('a join timer reports each step once, in milliseconds since the click', () => {
  timer.mark('connected');
  timer.start({ isPreconnected: false, isRejoin: false });
  vi.advanceTimersByTime(50);
  timer.joined(2);
  vi.advanceTimersByTime(100);
  timer.mark('connected');
  vi.advanceTimersByTime(30);
  timer.mark('connected');
  timer.mark('firstFrame');
  timer.mark('firstFrame');
  expect(reports).toEqual([{ ack: 50, connected: 150, firstFrame: 180, warm: false, peers: 2 }]);
});

it('a join timer waits for the ack if the first video frame was faster', () => {
  timer.start({ isPreconnected: true, isRejoin: false });
  vi.advanceTimersByTime(40);
  timer.mark('firstFrame');
  vi.advanceTimersByTime(20);
  timer.joined(1);
  expect(reports).toEqual([{ firstFrame: 40, ack: 60, warm: true, peers: 1 }]);
});

it('a join timer reports the steps that were reached if no video frame arrives', () => {
  timer.start({ isPreconnected: true, isRejoin: false });
  timer.joined(1);
  vi.advanceTimersByTime(60_000);
  expect(reports).toEqual([{ ack: 0, warm: true, peers: 1 }]);
});

it('a join timer waits for no video frame in an empty room', () => {
  timer.start({ isPreconnected: false, isRejoin: false });
  timer.joined(0);
  timer.mark('firstFrame');
  expect(reports).toEqual([{ ack: 0, warm: false, peers: 0 }]);
});

it('a join timer marks a rejoin as such', () => {
  timer.start({ isPreconnected: false, isRejoin: true });
  timer.joined(1);
  timer.mark('firstFrame');
  timer.start({ isPreconnected: false, isRejoin: false });
  timer.joined(0);
  expect(reports).toEqual([
    { ack: 0, firstFrame: 0, rejoin: true, warm: false, peers: 1 },
    { ack: 0, warm: false, peers: 0 },
  ]);
});

it('a join timer reports a final refusal at once', () => {
  timer.start({ isPreconnected: false, isRejoin: false });
  timer.refused('ROOM_FULL', true);
  timer.joined(3);
  expect(reports).toEqual([{ failure: 'ROOM_FULL', warm: false, peers: 0 }]);
});

it('a join timer reports a leave before the first video frame, and nothing for a join given up before its ack', () => {
  timer.start({ isPreconnected: false, isRejoin: false });
  timer.leave();
  timer.start({ isPreconnected: false, isRejoin: false });
  timer.joined(1);
  timer.leave();
  vi.advanceTimersByTime(60_000);
  expect(reports).toEqual([{ ack: 0, warm: false, peers: 1 }]);
});

it('a join timer forgets a refusal once a later attempt succeeds, and reports the last one otherwise', () => {
  timer.start({ isPreconnected: false, isRejoin: false });
  timer.refused('UNAVAILABLE', false);
  timer.joined(0);
  timer.start({ isPreconnected: false, isRejoin: false });
  timer.refused('UNAVAILABLE', false);
  timer.refused('BUSY', false);
  vi.advanceTimersByTime(60_000);
  timer.start({ isPreconnected: false, isRejoin: false });
  vi.advanceTimersByTime(60_000);
  expect(reports.map(({ failure }) => failure)).toEqual([undefined, 'BUSY', 'TIMEOUT']);
});
