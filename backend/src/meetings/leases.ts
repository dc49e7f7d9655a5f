import type { DisconnectCause } from '../platform/disconnect-cause';
import type { KeyedMutex } from '../platform/keyed-mutex';
import type { Announcer } from './announcer';
import type { Departures } from './departures';
import { SHOWN_WITHOUT_LIFE_MS, type LiveMeeting, type Member } from './live-meeting';
import type { MeetingServiceOptions } from './meeting.service';

/** Lines of several people that close within this time have something else in common than a crash. */
const TOGETHER_MS = 2_000;
/** How many leases a meeting waits for its people where all of them are lost. */
const LEASES_OF_NOBODY = 10;
/** Timers and clock need not agree to the millisecond. */
const MARGIN_MS = 1_000;

/**
 * How long a seat is held without a socket: less for a tab that crashed than for a network. Where
 * nobody can be heard any more it is the server that cannot be reached, while media goes on without
 * it: such leases do not end before one of them is back, within limits.
 */
export function createLeases(
  options: Pick<MeetingServiceOptions, 'live' | 'leaseMs' | 'crashLeaseMs' | 'now'>,
  announce: Announcer,
  departures: Departures,
  lock: KeyedMutex,
) {
  const { live, leaseMs, crashLeaseMs, now } = options;

  /** `waits` for as long as nobody is there, a crashed tab does not. */
  function start(meeting: LiveMeeting, member: Member, ms: number, waits: boolean): void {
    clearTimeout(member.lease);
    // On a long lease those outside are told when the meeting seems over to them.
    const first = Math.min(ms, SHOWN_WITHOUT_LIFE_MS + MARGIN_MS);
    member.lease = setTimeout(() => {
      if (first === ms) return void runOutLocked(meeting, member, waits);
      announce.presence(meeting.room);
      start(meeting, member, ms - first, waits);
    }, first);
  }

  const runOutLocked = (meeting: LiveMeeting, member: Member, waits: boolean): Promise<void> =>
    lock.run(meeting.room.id, () => runOut(meeting, member, waits));

  async function runOut(meeting: LiveMeeting, member: Member, waits: boolean): Promise<void> {
    if (member.socket !== null) return;
    const isDeserted = membersOf(meeting).every(({ socket }) => socket === null);
    if (!waits || !isDeserted) return leave(meeting, member);
    const desertedAt = Math.max(...membersOf(meeting).map(({ lostAt }) => lostAt));
    const left = desertedAt + LEASES_OF_NOBODY * leaseMs - now();
    if (left > 0) {
      member.isOverdue = true;
      announce.presence(meeting.room);
      return start(meeting, member, left, true);
    }
    for (const one of membersOf(meeting)) await leave(meeting, one);
  }

  const leave = (meeting: LiveMeeting, member: Member): Promise<void> =>
    departures.remove(meeting, member, new Date(member.lostAt));

  /** A proxy that stops closes the lines of all: not a crash, for those neither who were first. */
  function onClosed(meeting: LiveMeeting, member: Member): void {
    member.closedAt = member.lostAt;
    const together = membersOf(meeting).filter(
      ({ closedAt }) => member.closedAt - closedAt <= TOGETHER_MS,
    );
    if (together.length === 1) return start(meeting, member, crashLeaseMs, false);
    for (const one of together) {
      if (one.socket === null) start(meeting, one, one.lostAt + leaseMs - now(), true);
    }
  }

  return {
    /** The socket is gone, the seat is held for a while. */
    lose(meeting: LiveMeeting, member: Member, cause: Exclude<DisconnectCause, 'left'>): void {
      live.detach(member);
      member.lostAt = now();
      member.participant = { ...member.participant, connection: 'reconnecting' };
      announce.updated(meeting, member);
      if (cause === 'closed') onClosed(meeting, member);
      else start(meeting, member, leaseMs, true);
    },

    /** For those whom a server before this one left behind. */
    startAll(meeting: LiveMeeting): void {
      for (const member of membersOf(meeting)) start(meeting, member, leaseMs, true);
    },

    /** Somebody is there again, so the others can be as well: each has a lease from now on. */
    resume(meeting: LiveMeeting): void {
      const overdue = membersOf(meeting).filter(({ isOverdue }) => isOverdue);
      for (const member of overdue) {
        member.isOverdue = false;
        if (member.socket === null) start(meeting, member, leaseMs, true);
      }
      if (overdue.length > 0) announce.presence(meeting.room);
    },

    /** Who only is waited for does not keep anybody else out. */
    async makeRoom(meeting: LiveMeeting): Promise<void> {
      const overdue = membersOf(meeting).filter(({ isOverdue }) => isOverdue);
      const surplus = Math.max(0, meeting.members.size + 1 - meeting.room.capacity);
      const longest = overdue.toSorted((a, b) => a.lostAt - b.lostAt).slice(0, surplus);
      for (const member of longest) await leave(meeting, member);
    },
  };
}

const membersOf = (meeting: LiveMeeting): Member[] => [...meeting.members.values()];
