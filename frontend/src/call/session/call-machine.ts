import { isFull, type RoomPresence } from '@parley/shared/meetings';
import type { ChannelState } from '../signaling-channel';
import { isTransient } from './call-error';
import type {
  AnswerEvent,
  CallEffect,
  CallEvent,
  CallState,
  Transition,
  WatchDetails,
} from './call-events';
import type { CallError, CallPhase } from './call-snapshot';

export type * from './call-events';

/**
 * What the phases have in common. This table is the only list of phases; everything else asks the
 * predicates below.
 */
const GROUP_OF = {
  idle: 'idle',
  lobby: 'watching',
  full: 'watching',
  joining: 'joining',
  waiting: 'waiting',
  live: 'in-meeting',
  reconnecting: 'in-meeting',
  left: 'over',
  replaced: 'over',
  removed: 'over',
  ended: 'over',
  failed: 'over',
} as const satisfies Record<CallPhase, string>;

export const CALL_PHASES = Object.keys(GROUP_OF) as readonly CallPhase[];

/** The client has a seat, whether or not its socket is connected. */
export const isInMeeting = (phase: CallPhase): boolean => GROUP_OF[phase] === 'in-meeting';

/** The call has ended for this client: devices are closed and only `rejoin` goes on from here. */
export const isOver = (phase: CallPhase): boolean => GROUP_OF[phase] === 'over';

/** The client has no seat, and the server tells it who is in the room. */
export const isWatching = (phase: CallPhase): boolean => GROUP_OF[phase] === 'watching';

/** The client has no seat yet and is on its way into the meeting. */
export const isBeforeMeeting = (phase: CallPhase): boolean =>
  isWatching(phase) || phase === 'joining' || phase === 'waiting';

/** `join` has an effect: the client has not asked for a seat yet. */
export const canJoin = (phase: CallPhase): boolean => phase === 'idle' || phase === 'lobby';

/** When a client may knock again if the server names no time, in seconds. */
const KNOCK_AGAIN_SECONDS = 30;

const OUTAGE: CallError = { code: 'NETWORK', message: 'No connection to the server' };
const SOCKET_CLOSED: CallError = { code: 'NETWORK', message: 'The connection was closed' };

export function initialCallState(socket: ChannelState): CallState {
  return {
    phase: 'idle',
    error: null,
    endReason: null,
    removal: null,
    socket,
    hasOutage: false,
    hasSeenRoom: false,
    isAwaitingRoom: false,
    isAwaitingDevices: false,
    entry: 'open',
    refusal: null,
    attempt: 0,
  };
}

/** Whether the result of the last `enterLobby`, `join` or `rejoin` is known. */
export function isSettled({ phase, isAwaitingRoom }: CallState): boolean {
  return phase === 'lobby' ? !isAwaitingRoom : phase !== 'joining' && phase !== 'reconnecting';
}

/**
 * The state machine of a call: the only place that decides on a phase. Pure. An event that is
 * illegal in the present phase changes nothing and has no effects.
 */
export function transition(state: CallState, event: CallEvent): Transition {
  return decide(state, event) ?? { state, effects: [] };
}

function decide(state: CallState, event: CallEvent): Transition | null {
  const { phase } = state;
  switch (event.type) {
    case 'lobby-opened':
      return phase === 'idle' ? ask(enter(state, 'lobby')) : null;
    case 'join-requested':
      if (!canJoin(phase)) return null;
      return ask(enter(state, state.entry === 'waits' ? 'waiting' : 'joining'), {
        type: 'forget-seat',
        newInstance: false,
      });
    case 'rejoin-requested':
      if (!isOver(phase)) return null;
      return {
        state: enter(state, 'joining', { endReason: null, removal: null, isAwaitingDevices: true }),
        effects: [{ type: 'forget-seat', newInstance: true }],
      };
    case 'devices-ready':
      return state.isAwaitingDevices ? ask({ ...state, isAwaitingDevices: false }) : null;
    case 'knock-requested':
      return phase === 'waiting' ? ask(enter(state, 'waiting')) : null;
    case 'leave-requested':
      return isOver(phase) ? null : end(state, 'left', {}, farewell(phase));
    case 'disposed':
      return { state: enter(state, 'idle'), effects: farewell(phase) };
    case 'socket-changed':
      return changeSocket(state, event.socket);
    case 'socket-outage':
      return {
        state: { ...state, hasOutage: true, ...(isBeforeMeeting(phase) && { error: OUTAGE }) },
        effects: [],
      };
    case 'room-deleted':
      return deleteRoom(state);
    case 'entry-changed':
      return isWatching(phase) || phase === 'waiting' ? ask(state) : null;
    case 'knock-answered':
      if (phase !== 'waiting') return null;
      if (event.refusal === null) return ask(enter(state, 'joining'));
      return { state: { ...state, refusal: event.refusal }, effects: [] };
    case 'browser-failed':
      if (!isBeforeMeeting(phase) && !isInMeeting(phase)) return null;
      return end(state, 'failed', { error: event.error }, farewell(phase));
    case 'replaced':
      return isInMeeting(phase) ? end(state, 'replaced') : null;
    case 'removed':
      return isInMeeting(phase) ? end(state, 'removed', { removal: event.removal }) : null;
    case 'meeting-ended':
      return isInMeeting(phase) ? end(state, 'ended', { endReason: event.reason }) : null;
    case 'seat-lost':
      if (phase !== 'live') return null;
      return ask(enter(state, 'reconnecting'), { type: 'pause-signaling' });
    default:
      return decideOnAnswer(state, event);
  }
}

function decideOnAnswer(state: CallState, event: AnswerEvent): Transition | null {
  const { phase } = state;
  const isSeeking = phase === 'joining' || phase === 'reconnecting';
  switch (event.type) {
    case 'room-watched': {
      if (!isWatching(phase)) return null;
      const attempt = phase === 'lobby' ? 0 : state.attempt;
      const entry = event.details.entry ?? 'open';
      const seen = { ...state, attempt, entry, error: null, hasSeenRoom: true };
      return (
        barred(seen) ??
        showPresence({ ...seen, isAwaitingRoom: false }, event.presence, event.details)
      );
    }
    case 'presence-changed':
      return isBeforeMeeting(phase) ? showPresence(state, event.presence, null) : null;
    case 'watch-refused':
      return isWatching(phase) ? refuse(state, event.error, 'watch-due') : null;
    case 'watch-due':
      return isWatching(phase) ? ask(state) : null;
    case 'joined': {
      if (!isSeeking) return null;
      const { ack, media } = event;
      return {
        state: enter(state, 'live', { hasSeenRoom: true }),
        effects: [{ type: 'enter-meeting', ack, media }],
      };
    }
    case 'join-refused':
      return isSeeking ? refuseSeat(state, event.error) : null;
    case 'joined-late':
      if (isSeeking || phase === 'live') return null;
      return { state, effects: [{ type: 'leave-seat', seat: event.seat }] };
    case 'knocked':
      if (phase !== 'waiting') return null;
      if (event.isAdmitted) return ask(enter(state, 'joining'));
      return {
        state: { ...state, error: null, attempt: 0, hasSeenRoom: true, refusal: null },
        effects: [],
      };
    case 'knock-refused':
      return phase === 'waiting' ? refuseKnock(state, event.error) : null;
    case 'knock-due':
      return phase === 'waiting' ? ask(state) : null;
    case 'join-due':
      if (phase === 'full') return ask(enter(state, 'joining', { attempt: state.attempt + 1 }));
      return isSeeking ? ask(state) : null;
  }
}

/** Enters a phase. Before the meeting, an outage of the socket is an error of that phase. */
function enter(state: CallState, phase: CallPhase, change: Partial<CallState> = {}): CallState {
  return {
    ...state,
    phase,
    error: state.hasOutage && isBeforeMeeting(phase) ? OUTAGE : null,
    isAwaitingRoom: false,
    isAwaitingDevices: false,
    refusal: null,
    // A client that waits for a seat keeps counting: the server may refuse again and again.
    attempt: phase === 'full' ? state.attempt : 0,
    ...change,
  };
}

/** Sends the command of the phase, or waits for the socket. Fails if the socket is closed for good. */
function ask(state: CallState, ...before: readonly CallEffect[]): Transition {
  if (state.socket === 'closed') return end(state, 'failed', { error: SOCKET_CLOSED });
  if (state.socket !== 'connected' || state.isAwaitingDevices) return { state, effects: before };
  if (isWatching(state.phase)) {
    const asking = { ...state, isAwaitingRoom: true };
    return { state: asking, effects: [...before, { type: 'watch-room' }] };
  }
  if (state.phase === 'waiting') {
    // A client that was refused knocks again only when its user wants to.
    return { state, effects: state.refusal ? before : [...before, { type: 'knock' }] };
  }
  const resumes = state.phase === 'reconnecting';
  return { state, effects: [...before, { type: 'join', resumes }] };
}

/** Ends the call for this client. */
function end(
  state: CallState,
  phase: 'left' | 'replaced' | 'removed' | 'ended' | 'failed',
  change: Partial<CallState> = {},
  last: readonly CallEffect[] = [],
): Transition {
  return {
    state: enter(state, phase, change),
    effects: [{ type: 'clear-meeting' }, { type: 'close-devices' }, ...last],
  };
}

/** Tells the server that the client gives up on purpose. */
function farewell(phase: CallPhase): CallEffect[] {
  if (isWatching(phase) || phase === 'waiting') return [{ type: 'unwatch-room' }];
  return phase === 'joining' || isInMeeting(phase) ? [{ type: 'leave' }] : [];
}

function changeSocket(before: CallState, socket: ChannelState): Transition {
  const isConnected = socket === 'connected';
  const state = {
    ...before,
    socket,
    hasOutage: before.hasOutage && !isConnected,
    isAwaitingRoom: before.isAwaitingRoom && isConnected,
  };
  const { phase } = state;
  const isActive = isBeforeMeeting(phase) || isInMeeting(phase);
  if (isActive && socket === 'closed') return ask(state);
  if (phase === 'live') {
    if (isConnected) return { state, effects: [] };
    return { state: enter(state, 'reconnecting'), effects: [{ type: 'pause-signaling' }] };
  }
  if (isActive && isConnected) return ask(state);
  const pauses = isWatching(phase) && socket === 'disconnected';
  return { state, effects: pauses ? [{ type: 'pause-signaling' }] : [] };
}

function deleteRoom(state: CallState): Transition | null {
  const { phase } = state;
  if (phase === 'idle' || phase === 'failed') return null;
  const change = { endReason: 'room_deleted' } as const;
  if (phase === 'ended') return { state: { ...state, ...change }, effects: [] };
  return end(state, 'ended', change, isWatching(phase) ? farewell(phase) : []);
}

function refuseSeat(state: CallState, error: CallError): Transition | null {
  if (error.code === 'ROOM_FULL') {
    const wasIn = isInMeeting(state.phase);
    return ask(enter(state, 'full'), ...(wasIn ? [{ type: 'clear-meeting' } as const] : []));
  }
  // Another instance took over while this client was offline. Only the user may take the seat back.
  if (error.code === 'REPLACED') return end(state, 'replaced');
  // What a host did while this client was offline.
  if (error.code === 'REMOVED') {
    return end(state, 'removed', { removal: { by: null, isKeptOut: false } });
  }
  if (error.code === 'MEETING_ENDED') return end(state, 'ended', { endReason: 'ended_by_host' });
  const entry = entryOf(error);
  if (entry === undefined) return refuse(state, error, 'join-due');
  const clear = isInMeeting(state.phase) ? [{ type: 'clear-meeting' } as const] : [];
  const seen = { ...state, entry, hasSeenRoom: true };
  return ask(enter(seen, entry === 'waits' ? 'waiting' : 'lobby'), ...clear);
}

/** What the lobby shows instead of an error; undefined for codes that end the call. */
function entryOf({ code }: CallError): 'waits' | 'locked' | 'password' | undefined {
  if (code === 'MUST_WAIT') return 'waits';
  if (code === 'MEETING_LOCKED') return 'locked';
  return code === 'ROOM_PASSWORD_REQUIRED' ? 'password' : undefined;
}

/** Ends the call of a client for which the lobby of this room offers nothing. */
function barred(state: CallState): Transition | null {
  if (state.entry !== 'kept_out' && state.entry !== 'account') return null;
  const code = state.entry === 'kept_out' ? 'KEPT_OUT' : 'ACCOUNT_REQUIRED';
  return end(state, 'failed', { error: { code, message: code } });
}

function refuseKnock(state: CallState, error: CallError): Transition | null {
  const { code, retryAfter } = error;
  if (code === 'RATE_LIMITED' || code === 'TOO_MANY_WAIT') {
    const refusal = { code, retryAfter: retryAfter ?? KNOCK_AGAIN_SECONDS };
    return { state: { ...state, refusal }, effects: [] };
  }
  const entry = entryOf(error);
  if (entry !== undefined) return ask(enter({ ...state, entry }, 'lobby'));
  return refuse(state, error, 'knock-due');
}

function refuse(
  state: CallState,
  error: CallError,
  event: 'watch-due' | 'join-due' | 'knock-due',
): Transition | null {
  // The room was deleted while this client was offline.
  if (error.code === 'NOT_FOUND' && state.hasSeenRoom) return deleteRoom(state);
  if (!isTransient(error)) return end(state, 'failed', { error });
  const attempt = state.attempt + 1;
  return {
    state: { ...state, attempt, error, isAwaitingRoom: false },
    effects: [{ type: 'retry', event, attempt, retryAfter: error.retryAfter }],
  };
}

/**
 * Shows who is in the room. A client that waits for a seat takes one that is free: at once the first
 * time, and with growing delays while the server goes on refusing.
 */
function showPresence(
  state: CallState,
  presence: RoomPresence,
  details: WatchDetails | null,
): Transition {
  const show: CallEffect = { type: 'show-presence', presence, details };
  if (state.phase !== 'full') return { state, effects: [show] };
  const { attempt } = state;
  if (isFull(presence)) {
    return { state: { ...state, attempt: 0 }, effects: [show, { type: 'cancel-retry' }] };
  }
  if (attempt === 0) return ask(enter(state, 'joining', { attempt: 1 }), show);
  return {
    state,
    effects: [show, { type: 'retry', event: 'join-due', attempt, retryAfter: undefined }],
  };
}
