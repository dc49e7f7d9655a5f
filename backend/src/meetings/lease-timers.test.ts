import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { KeyedMutex } from '../platform/keyed-mutex';
import { createLeases } from './leases';
import { peopleOf, type LiveMeeting, type Member, type SeatSocket } from './live-meeting';
import { LiveMeetings } from './live-meetings';
import { MeetingNames } from './meeting-names';
import { LinkEpochs } from '../signaling/link-epochs';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('those who watch a room are told after two minutes without life, also where the lease is longer', async () => {
  const leaseMs = 600_000;
  const live = new LiveMeetings();
  const told: number[] = [];
  const departures = {
    remove: vi.fn(async () => undefined),
    endIfEmpty: vi.fn(),
    endForAll: vi.fn(),
  };
  const announce = {
    presence: () => void told.push(peopleOf(meeting, Date.now()).length),
    updated: () => undefined,
    renamed: () => undefined,
    changed: () => undefined,
    left: () => undefined,
    ended: () => undefined,
    deleted: () => undefined,
  };
  const options = { live, leaseMs, crashLeaseMs: leaseMs, now: Date.now };
  const leases = createLeases(options, announce, departures, new KeyedMutex());
  const member = {
    userId: 'ana',
    seatNo: 1,
    participant: { id: 'p' },
    socket: null,
    lostAt: 0,
    closedAt: 0,
    isOverdue: false,
    lease: undefined,
    waiting: [],
  } as unknown as Member;
  const meeting: LiveMeeting = {
    id: 'm',
    room: { id: 'r', code: 'code', name: 'Room', ownerId: 'ana', capacity: 4 },
    startedAt: new Date(),
    members: new Map([['p', member]]),
    participantIds: new Map(),
    names: new MeetingNames(),
    lastJoinSeq: 0,
    lastLeftAt: 0,
    epochs: new LinkEpochs(),
  };
  live.add(meeting);
  live.attach(meeting, member, { id: 's' } as SeatSocket);

  leases.lose(meeting, member, 'lost');
  await vi.advanceTimersByTimeAsync(119_000);
  expect(told).toEqual([]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(told).toEqual([0]);
  expect(departures.remove).not.toHaveBeenCalled();
  // The seat is held for ten leases without anybody, and not for ever.
  await vi.advanceTimersByTimeAsync(9 * leaseMs);
  expect(departures.remove).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(leaseMs);
  expect(departures.remove).toHaveBeenCalledTimes(1);
});
