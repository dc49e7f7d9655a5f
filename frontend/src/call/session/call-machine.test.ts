import { describe, expect, it, test } from 'vitest';
import {
  ack,
  CASES,
  details,
  hasSeat,
  isFull,
  media,
  refusal,
  REFUSED,
  seat,
} from '../testing/call-machine-cases';
import {
  CALL_PHASES,
  type CallEffect,
  type CallEvent,
  type CallState,
  initialCallState,
  isBeforeMeeting,
  isInMeeting,
  isOver,
  isSettled,
  isWatching,
  transition,
} from './call-machine';
import type { CallPhase } from './call-snapshot';

const EVENT_TYPES: Readonly<Record<CallEvent['type'], true>> = {
  'lobby-opened': true,
  'join-requested': true,
  'rejoin-requested': true,
  'devices-ready': true,
  'leave-requested': true,
  disposed: true,
  'socket-changed': true,
  'socket-outage': true,
  'room-watched': true,
  'watch-refused': true,
  joined: true,
  'join-refused': true,
  'joined-late': true,
  'watch-due': true,
  'join-due': true,
  'presence-changed': true,
  replaced: true,
  removed: true,
  'meeting-ended': true,
  'room-deleted': true,
  'entry-changed': true,
  knocked: true,
  'knock-answered': true,
  'knock-due': true,
  'knock-refused': true,
  'knock-requested': true,
  'seat-lost': true,
  'browser-failed': true,
};

function stateIn(phase: CallPhase, given: Partial<CallState> = {}): CallState {
  return { ...initialCallState('connected'), phase, ...given };
}

const typesOf = (effects: readonly CallEffect[]): string[] => effects.map(({ type }) => type);

describe.each(CASES)('$name', ({ event, given, rows }) => {
  test.each(CALL_PHASES)(`in %s`, (phase) => {
    const before = stateIn(phase, given);
    const { state, effects } = transition(before, event);
    const row = rows[phase];
    if (row === undefined) {
      expect(state, 'an illegal event must not change the state').toBe(before);
      expect(effects).toEqual([]);
    } else {
      expect([state.phase, ...typesOf(effects)]).toEqual(row);
    }
  });
});

test('the table has a case for every event', () => {
  const covered = new Set(CASES.map(({ event }) => event.type));
  expect([...covered].sort()).toEqual(Object.keys(EVENT_TYPES).sort());
});

test('every phase is either idle, before the meeting, in the meeting, or over', () => {
  const groups = CALL_PHASES.map((phase) =>
    [phase === 'idle', isBeforeMeeting(phase), isInMeeting(phase), isOver(phase)].filter(Boolean),
  );
  expect(groups.every(({ length }) => length === 1)).toBe(true);
  expect(CALL_PHASES.filter((phase) => isWatching(phase))).toEqual(['lobby', 'full']);
});

describe('a rejoin', () => {
  const rejoining = transition(stateIn('ended', { endReason: 'room_deleted' }), {
    type: 'rejoin-requested',
  }).state;

  it('a rejoin waits for the devices, even if the socket connects first', () => {
    expect(rejoining).toMatchObject({ isAwaitingDevices: true, endReason: null });
    const { state, effects } = transition(rejoining, {
      type: 'socket-changed',
      socket: 'connected',
    });
    expect(effects).toEqual([]);
    expect(typesOf(transition(state, { type: 'devices-ready' }).effects)).toEqual(['join']);
  });

  it('a rejoin sends nothing if the user leaves before the devices are ready', () => {
    const { state } = transition(rejoining, { type: 'leave-requested' });
    expect(transition(state, { type: 'devices-ready' })).toEqual({ state, effects: [] });
  });

  it('a rejoin is a new instance, and a first join keeps the instance', () => {
    const effectsOf = (phase: CallPhase, type: 'join-requested' | 'rejoin-requested') =>
      transition(stateIn(phase), { type }).effects[0];
    expect(effectsOf('left', 'rejoin-requested')).toMatchObject({ newInstance: true });
    expect(effectsOf('lobby', 'join-requested')).toMatchObject({ newInstance: false });
  });
});

describe('an outage of the socket', () => {
  const outage = { socket: 'disconnected', hasOutage: true } as const;

  test.each(CALL_PHASES)(
    'an outage of the socket is an error only in the phases before the meeting: %s',
    (phase) => {
      const { state } = transition(stateIn(phase), { type: 'socket-outage' });
      expect(state.error?.code).toBe(isBeforeMeeting(phase) ? 'NETWORK' : undefined);
    },
  );

  it('an outage of the socket is an error of a phase that begins during it', () => {
    const { state } = transition(stateIn('lobby', outage), { type: 'join-requested' });
    expect(state.error?.code).toBe('NETWORK');
  });

  it('an outage ends when the socket connects, and its error goes when the server has answered', () => {
    const error = refusal('NETWORK');
    const connected = transition(stateIn('lobby', { ...outage, error }), {
      type: 'socket-changed',
      socket: 'connected',
    }).state;
    expect(connected).toMatchObject({ hasOutage: false, error });
    const answered = transition(connected, { type: 'room-watched', presence: hasSeat, details });
    expect(answered.state.error).toBeNull();
  });
});

describe('retries', () => {
  it('a retry counts failed attempts and has the delay that the server asked for', () => {
    const error = { ...refusal('RATE_LIMITED'), retryAfter: 7 };
    const first = transition(stateIn('joining'), { type: 'join-refused', error });
    const second = transition(first.state, { type: 'join-refused', error });
    expect(first.effects).toEqual([
      { type: 'retry', event: 'join-due', attempt: 1, retryAfter: 7 },
    ]);
    expect(second.effects[0]).toMatchObject({ attempt: 2 });
    expect(second.state.error).toEqual(error);
    expect(transition(second.state, { type: 'joined', ack, media }).state).toMatchObject({
      attempt: 0,
      error: null,
    });
  });

  it('retries for a free seat become rarer while the server refuses them', () => {
    const full = { type: 'join-refused', error: refusal('ROOM_FULL') } as const;
    const seen = { type: 'room-watched', presence: hasSeat, details } as const;
    let state = stateIn('full');
    state = transition(state, seen).state;
    expect(state.phase).toBe('joining');
    for (const attempt of [1, 2, 3]) {
      state = transition(state, full).state;
      const waiting = transition(state, seen);
      expect(waiting.effects.at(-1)).toMatchObject({ type: 'retry', event: 'join-due', attempt });
      state = transition(waiting.state, { type: 'join-due' }).state;
      expect(state.phase).toBe('joining');
    }
  });

  it('retries for a free seat start over when the room is full again', () => {
    const { state } = transition(stateIn('full', { attempt: 4 }), {
      type: 'presence-changed',
      presence: isFull,
    });
    expect(state.attempt).toBe(0);
  });
});

test('a first join carries offers, and a resume does not', () => {
  const joinIn = (phase: CallPhase) => transition(stateIn(phase), { type: 'join-due' }).effects;
  expect(joinIn('reconnecting')).toEqual([{ type: 'join', resumes: true }]);
  expect(joinIn('joining')).toEqual([{ type: 'join', resumes: false }]);
});

test('effects contain the payload of the event', () => {
  const joined = transition(stateIn('joining'), { type: 'joined', ack, media });
  expect(joined.effects).toEqual([{ type: 'enter-meeting', ack, media }]);
  const late = transition(stateIn('left'), { type: 'joined-late', seat });
  expect(late.effects).toEqual([{ type: 'leave-seat', seat }]);
});

test('the end reason is that of the server, unless the room was deleted', () => {
  const ended = transition(stateIn('live'), { type: 'meeting-ended', reason: 'server_lost' }).state;
  expect(ended.endReason).toBe('server_lost');
  expect(transition(ended, { type: 'room-deleted' }).state.endReason).toBe('room_deleted');
});

test('an operation has settled unless the phase waits for the server', () => {
  const unsettled = CALL_PHASES.filter((phase) => !isSettled(stateIn(phase)));
  expect(unsettled).toEqual(['joining', 'reconnecting']);
  expect(isSettled(stateIn('lobby', { isAwaitingRoom: true }))).toBe(false);
});

test('a refused client does not knock again by itself when its socket reconnects', () => {
  const refused = stateIn('waiting', { socket: 'connecting', refusal: REFUSED });
  const { effects } = transition(refused, { type: 'socket-changed', socket: 'connected' });
  expect(effects).toEqual([]);
});
