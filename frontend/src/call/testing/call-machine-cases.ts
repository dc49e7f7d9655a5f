import type { JoinAck, RoomPresence } from '@parley/shared/meetings';
import type { MediaState } from '@parley/shared/participants';
import {
  CALL_PHASES,
  type CallEffect,
  type CallEvent,
  type CallState,
} from '../session/call-machine';
import type { CallError, CallPhase } from '../session/call-snapshot';

export const media: MediaState = { microphone: true, camera: true, screen: false, hand: false };
export const ack = { iceServers: [] } as unknown as JoinAck;
export const seat = { meetingId: 'f'.repeat(24), instanceId: 'instance' };
export const details = { iceServers: [], preconnect: false };
const person = { id: '0'.repeat(24), instanceId: 'other', displayName: 'Ana' };
const room = { code: 'abcd-efgh-jk', name: 'Room' };
export const hasSeat: RoomPresence = { room, capacity: 2, people: [person] };
export const isFull: RoomPresence = { room, capacity: 2, people: [person, person] };
export const REFUSED = { code: 'REFUSED', retryAfter: 30 } as const;
export const refusal = (code: CallError['code']): CallError => ({ code, message: code });

/** The next phase and the types of the effects. A phase without a row must ignore the event. */
type Rows = Partial<Record<CallPhase, readonly [CallPhase, ...CallEffect['type'][]]>>;

interface Case {
  readonly name: string;
  readonly event: CallEvent;
  /** What differs from a new call with a connected socket. */
  readonly given?: Partial<CallState>;
  readonly rows: Rows;
}

/** Rows for phases that an event leaves, with a changed state, as they are. */
function stay(...phases: readonly CallPhase[]): Rows {
  return Object.fromEntries(phases.map((phase) => [phase, [phase] as const]));
}

const FAILED = ['failed', 'clear-meeting', 'close-devices'] as const;
const REMOVED = ['removed', 'clear-meeting', 'close-devices'] as const;
const ENDED = ['ended', 'clear-meeting', 'close-devices'] as const;

export const CASES: readonly Case[] = [
  {
    name: 'lobby-opened',
    event: { type: 'lobby-opened' },
    rows: { idle: ['lobby', 'watch-room'] },
  },
  {
    name: 'lobby-opened without a socket',
    event: { type: 'lobby-opened' },
    given: { socket: 'connecting' },
    rows: { idle: ['lobby'] },
  },
  {
    name: 'lobby-opened with a closed socket',
    event: { type: 'lobby-opened' },
    given: { socket: 'closed' },
    rows: { idle: FAILED },
  },
  {
    name: 'join-requested',
    event: { type: 'join-requested' },
    rows: {
      idle: ['joining', 'forget-seat', 'join'],
      lobby: ['joining', 'forget-seat', 'join'],
    },
  },
  {
    name: 'join-requested without a socket',
    event: { type: 'join-requested' },
    given: { socket: 'disconnected' },
    rows: { idle: ['joining', 'forget-seat'], lobby: ['joining', 'forget-seat'] },
  },
  {
    name: 'rejoin-requested',
    event: { type: 'rejoin-requested' },
    rows: {
      left: ['joining', 'forget-seat'],
      replaced: ['joining', 'forget-seat'],
      removed: ['joining', 'forget-seat'],
      ended: ['joining', 'forget-seat'],
      failed: ['joining', 'forget-seat'],
    },
  },
  { name: 'devices-ready', event: { type: 'devices-ready' }, rows: {} },
  {
    name: 'leave-requested',
    event: { type: 'leave-requested' },
    rows: {
      idle: ['left', 'clear-meeting', 'close-devices'],
      lobby: ['left', 'clear-meeting', 'close-devices', 'unwatch-room'],
      full: ['left', 'clear-meeting', 'close-devices', 'unwatch-room'],
      waiting: ['left', 'clear-meeting', 'close-devices', 'unwatch-room'],
      joining: ['left', 'clear-meeting', 'close-devices', 'leave'],
      live: ['left', 'clear-meeting', 'close-devices', 'leave'],
      reconnecting: ['left', 'clear-meeting', 'close-devices', 'leave'],
    },
  },
  {
    name: 'disposed',
    event: { type: 'disposed' },
    rows: {
      idle: ['idle'],
      lobby: ['idle', 'unwatch-room'],
      full: ['idle', 'unwatch-room'],
      waiting: ['idle', 'unwatch-room'],
      joining: ['idle', 'leave'],
      live: ['idle', 'leave'],
      reconnecting: ['idle', 'leave'],
      left: ['idle'],
      replaced: ['idle'],
      removed: ['idle'],
      ended: ['idle'],
      failed: ['idle'],
    },
  },
  {
    name: 'socket-changed to connected',
    event: { type: 'socket-changed', socket: 'connected' },
    given: { socket: 'connecting' },
    rows: {
      ...stay('idle', 'live', 'left', 'replaced', 'removed', 'ended', 'failed'),
      lobby: ['lobby', 'watch-room'],
      full: ['full', 'watch-room'],
      joining: ['joining', 'join'],
      waiting: ['waiting', 'knock'],
      reconnecting: ['reconnecting', 'join'],
    },
  },
  {
    name: 'socket-changed to disconnected',
    event: { type: 'socket-changed', socket: 'disconnected' },
    rows: {
      ...stay(
        'waiting',
        'idle',
        'joining',
        'reconnecting',
        'left',
        'replaced',
        'removed',
        'ended',
        'failed',
      ),
      lobby: ['lobby', 'pause-signaling'],
      full: ['full', 'pause-signaling'],
      live: ['reconnecting', 'pause-signaling'],
    },
  },
  {
    name: 'socket-changed to connecting',
    event: { type: 'socket-changed', socket: 'connecting' },
    given: { socket: 'disconnected' },
    rows: {
      ...stay('waiting', 'idle', 'lobby', 'full', 'joining', 'reconnecting'),
      ...stay('left', 'replaced', 'removed', 'ended', 'failed'),
      live: ['reconnecting', 'pause-signaling'],
    },
  },
  {
    name: 'socket-changed to closed',
    event: { type: 'socket-changed', socket: 'closed' },
    rows: {
      ...stay('idle', 'left', 'replaced', 'removed', 'ended', 'failed'),
      lobby: FAILED,
      full: FAILED,
      joining: FAILED,
      waiting: FAILED,
      live: FAILED,
      reconnecting: FAILED,
    },
  },
  {
    name: 'socket-outage',
    event: { type: 'socket-outage' },
    given: { socket: 'disconnected' },
    rows: stay(...CALL_PHASES),
  },
  {
    name: 'room-watched with a free seat',
    event: { type: 'room-watched', presence: hasSeat, details },
    rows: { lobby: ['lobby', 'show-presence'], full: ['joining', 'show-presence', 'join'] },
  },
  {
    name: 'room-watched with a free seat after a refusal',
    event: { type: 'room-watched', presence: hasSeat, details },
    given: { attempt: 1 },
    rows: { lobby: ['lobby', 'show-presence'], full: ['full', 'show-presence', 'retry'] },
  },
  {
    name: 'room-watched without a free seat',
    event: { type: 'room-watched', presence: isFull, details },
    rows: { lobby: ['lobby', 'show-presence'], full: ['full', 'show-presence', 'cancel-retry'] },
  },
  {
    name: 'presence-changed',
    event: { type: 'presence-changed', presence: isFull },
    rows: {
      lobby: ['lobby', 'show-presence'],
      full: ['full', 'show-presence', 'cancel-retry'],
      joining: ['joining', 'show-presence'],
      waiting: ['waiting', 'show-presence'],
    },
  },
  {
    name: 'watch-refused for a while',
    event: { type: 'watch-refused', error: refusal('BUSY') },
    rows: { lobby: ['lobby', 'retry'], full: ['full', 'retry'] },
  },
  {
    name: 'watch-refused for good',
    event: { type: 'watch-refused', error: refusal('MEETING_LIMIT') },
    rows: { lobby: FAILED, full: FAILED },
  },
  {
    name: 'watch-refused for a room that never existed',
    event: { type: 'watch-refused', error: refusal('NOT_FOUND') },
    rows: { lobby: FAILED, full: FAILED },
  },
  {
    name: 'watch-refused for a room that was deleted',
    event: { type: 'watch-refused', error: refusal('NOT_FOUND') },
    given: { hasSeenRoom: true },
    rows: { lobby: [...ENDED, 'unwatch-room'], full: [...ENDED, 'unwatch-room'] },
  },
  {
    name: 'joined',
    event: { type: 'joined', ack, media },
    rows: { joining: ['live', 'enter-meeting'], reconnecting: ['live', 'enter-meeting'] },
  },
  {
    name: 'join-refused for a while',
    event: { type: 'join-refused', error: refusal('UNAVAILABLE') },
    rows: { joining: ['joining', 'retry'], reconnecting: ['reconnecting', 'retry'] },
  },
  {
    name: 'join-refused for good',
    event: { type: 'join-refused', error: refusal('MEETING_LIMIT') },
    rows: { joining: FAILED, reconnecting: FAILED },
  },
  {
    name: 'join-refused for a full room',
    event: { type: 'join-refused', error: refusal('ROOM_FULL') },
    rows: {
      joining: ['full', 'watch-room'],
      reconnecting: ['full', 'clear-meeting', 'watch-room'],
    },
  },
  {
    name: 'join-refused for a seat that another instance took over',
    event: { type: 'join-refused', error: refusal('REPLACED') },
    rows: {
      joining: ['replaced', 'clear-meeting', 'close-devices'],
      reconnecting: ['replaced', 'clear-meeting', 'close-devices'],
    },
  },
  {
    name: 'join-refused for a room that was deleted',
    event: { type: 'join-refused', error: refusal('NOT_FOUND') },
    given: { hasSeenRoom: true },
    rows: { joining: ENDED, reconnecting: ENDED },
  },
  {
    name: 'join-requested in a waiting room',
    event: { type: 'join-requested' },
    given: { entry: 'waits' },
    rows: {
      idle: ['waiting', 'forget-seat', 'knock'],
      lobby: ['waiting', 'forget-seat', 'knock'],
    },
  },
  {
    name: 'join-refused for a person who must wait',
    event: { type: 'join-refused', error: refusal('MUST_WAIT') },
    rows: {
      joining: ['waiting', 'knock'],
      reconnecting: ['waiting', 'clear-meeting', 'knock'],
    },
  },
  {
    name: 'join-refused for a locked meeting',
    event: { type: 'join-refused', error: refusal('MEETING_LOCKED') },
    rows: {
      joining: ['lobby', 'watch-room'],
      reconnecting: ['lobby', 'clear-meeting', 'watch-room'],
    },
  },
  {
    name: 'join-refused for a person whom a host keeps out',
    event: { type: 'join-refused', error: refusal('KEPT_OUT') },
    rows: { joining: FAILED, reconnecting: FAILED },
  },
  {
    name: 'room-watched by a person whom a host keeps out',
    event: {
      type: 'room-watched',
      presence: hasSeat,
      details: { ...details, entry: 'kept_out' },
    },
    rows: { lobby: FAILED, full: FAILED },
  },
  {
    name: 'entry-changed',
    event: { type: 'entry-changed' },
    rows: {
      lobby: ['lobby', 'watch-room'],
      full: ['full', 'watch-room'],
      waiting: ['waiting', 'knock'],
    },
  },
  {
    name: 'knocked, and must wait',
    event: { type: 'knocked', isAdmitted: false },
    rows: { waiting: ['waiting'] },
  },
  {
    name: 'knocked, and admitted at once',
    event: { type: 'knocked', isAdmitted: true },
    rows: { waiting: ['joining', 'join'] },
  },
  {
    name: 'knock-answered by a host who lets the client in',
    event: { type: 'knock-answered', refusal: null },
    rows: { waiting: ['joining', 'join'] },
  },
  {
    name: 'knock-answered by a host who refuses',
    event: { type: 'knock-answered', refusal: REFUSED },
    rows: { waiting: ['waiting'] },
  },
  {
    name: 'knock-refused because too many wait',
    event: { type: 'knock-refused', error: refusal('TOO_MANY_WAIT') },
    rows: { waiting: ['waiting'] },
  },
  {
    name: 'knock-refused for a while',
    event: { type: 'knock-refused', error: refusal('UNAVAILABLE') },
    rows: { waiting: ['waiting', 'retry'] },
  },
  {
    name: 'knock-refused for a locked meeting',
    event: { type: 'knock-refused', error: refusal('MEETING_LOCKED') },
    rows: { waiting: ['lobby', 'watch-room'] },
  },
  {
    name: 'knock-refused for good',
    event: { type: 'knock-refused', error: refusal('KEPT_OUT') },
    rows: { waiting: FAILED },
  },
  {
    name: 'knock-requested after a refusal',
    event: { type: 'knock-requested' },
    given: { refusal: REFUSED },
    rows: { waiting: ['waiting', 'knock'] },
  },
  { name: 'knock-due', event: { type: 'knock-due' }, rows: { waiting: ['waiting', 'knock'] } },
  {
    name: 'joined-late',
    event: { type: 'joined-late', seat },
    rows: {
      idle: ['idle', 'leave-seat'],
      lobby: ['lobby', 'leave-seat'],
      full: ['full', 'leave-seat'],
      waiting: ['waiting', 'leave-seat'],
      left: ['left', 'leave-seat'],
      replaced: ['replaced', 'leave-seat'],
      removed: ['removed', 'leave-seat'],
      ended: ['ended', 'leave-seat'],
      failed: ['failed', 'leave-seat'],
    },
  },
  {
    name: 'watch-due',
    event: { type: 'watch-due' },
    rows: { lobby: ['lobby', 'watch-room'], full: ['full', 'watch-room'] },
  },
  {
    name: 'join-due',
    event: { type: 'join-due' },
    rows: {
      full: ['joining', 'join'],
      joining: ['joining', 'join'],
      reconnecting: ['reconnecting', 'join'],
    },
  },
  {
    name: 'replaced',
    event: { type: 'replaced' },
    rows: {
      live: ['replaced', 'clear-meeting', 'close-devices'],
      reconnecting: ['replaced', 'clear-meeting', 'close-devices'],
    },
  },
  {
    name: 'removed',
    event: { type: 'removed', removal: { by: { displayName: 'Ana' }, isKeptOut: false } },
    rows: { live: REMOVED, reconnecting: REMOVED },
  },
  {
    name: 'join-refused for a client that a host removed while it was offline',
    event: { type: 'join-refused', error: refusal('REMOVED') },
    rows: { joining: REMOVED, reconnecting: REMOVED },
  },
  {
    name: 'join-refused for a meeting that a host ended while the client was offline',
    event: { type: 'join-refused', error: refusal('MEETING_ENDED') },
    rows: { joining: ENDED, reconnecting: ENDED },
  },
  {
    name: 'meeting-ended',
    event: { type: 'meeting-ended', reason: 'everyone_left' },
    rows: { live: ENDED, reconnecting: ENDED },
  },
  {
    name: 'room-deleted',
    event: { type: 'room-deleted' },
    rows: {
      lobby: [...ENDED, 'unwatch-room'],
      full: [...ENDED, 'unwatch-room'],
      joining: ENDED,
      waiting: ENDED,
      live: ENDED,
      reconnecting: ENDED,
      left: ENDED,
      replaced: ENDED,
      removed: ENDED,
      ended: ['ended'],
    },
  },
  {
    name: 'seat-lost',
    event: { type: 'seat-lost' },
    rows: { live: ['reconnecting', 'pause-signaling', 'join'] },
  },
  {
    name: 'browser-failed',
    event: { type: 'browser-failed', error: refusal('BROWSER') },
    rows: {
      lobby: [...FAILED, 'unwatch-room'],
      full: [...FAILED, 'unwatch-room'],
      joining: [...FAILED, 'leave'],
      waiting: [...FAILED, 'unwatch-room'],
      live: [...FAILED, 'leave'],
      reconnecting: [...FAILED, 'leave'],
    },
  },
];
