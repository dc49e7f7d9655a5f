import type { Entry } from '@parley/shared/entry';
import type { EndReason, JoinAck, RoomPresence } from '@parley/shared/meetings';
import type { MediaState } from '@parley/shared/participants';
import type { CommandData } from '@parley/shared/socket-events';
import type { ChannelState } from '../signaling-channel';
import type { CallError, CallPhase, KnockRefusal, RemovalSnapshot } from './call-snapshot';

// The state, the events and the effects of the call machine.

/** A seat that this client holds, as a request to give it up names it. */
export interface Seat {
  readonly meetingId: string;
  readonly instanceId: string;
}

/** The ack of `room:watch` without the presence. */
export type WatchDetails = Pick<
  CommandData<'room:watch'>,
  'iceServers' | 'preconnect' | 'meshLimit' | 'entry'
>;

/** Everything that decides what a call does next. */
export interface CallState {
  readonly phase: CallPhase;
  readonly error: CallError | null;
  /** Why the meeting ended; null unless the phase is `ended`. */
  readonly endReason: EndReason | null;
  /** How a host removed this client; null unless the phase is `removed`. */
  readonly removal: RemovalSnapshot | null;
  readonly socket: ChannelState;
  /** The socket has been disconnected for so long that the user should know. */
  readonly hasOutage: boolean;
  /** The server has shown the room to this client: a later NOT_FOUND means that it was deleted. */
  readonly hasSeenRoom: boolean;
  /** `room:watch` is under way. */
  readonly isAwaitingRoom: boolean;
  /** In `joining`: the devices of a rejoin are opened first. */
  readonly isAwaitingDevices: boolean;
  /** What stands between the client and the meeting, as far as the server has told. */
  readonly entry: Entry;
  /** In `waiting`: a host has refused the client, or the server its knock. */
  readonly refusal: KnockRefusal | null;
  /** Failed attempts in a row; the delay before the next one grows with it. */
  readonly attempt: number;
}

/** What the user does, through the session. */
type UserEvent =
  | { readonly type: 'lobby-opened' }
  | { readonly type: 'join-requested' }
  | { readonly type: 'rejoin-requested' }
  /** The devices of a rejoin have opened, have failed, or wait for a permission. */
  | { readonly type: 'devices-ready' }
  /** Knocks again after a refusal. */
  | { readonly type: 'knock-requested' }
  | { readonly type: 'leave-requested' }
  | { readonly type: 'disposed' };

/** What happens to the socket, the meeting or the browser. */
type OutsideEvent =
  | { readonly type: 'socket-changed'; readonly socket: ChannelState }
  | { readonly type: 'socket-outage' }
  | { readonly type: 'replaced' }
  | { readonly type: 'removed'; readonly removal: RemovalSnapshot }
  | { readonly type: 'meeting-ended'; readonly reason: EndReason }
  | { readonly type: 'room-deleted' }
  /** The settings of the room or a host changed what stands between the client and the meeting. */
  | { readonly type: 'entry-changed' }
  /** A host has answered the knock. */
  | { readonly type: 'knock-answered'; readonly refusal: KnockRefusal | null }
  /** The socket is connected, but the server says that this client has no seat. */
  | { readonly type: 'seat-lost' }
  /** The browser threw while it did what the call needs. */
  | { readonly type: 'browser-failed'; readonly error: CallError };

/** Acks, refusals and retries of the commands that the client sent. */
export type AnswerEvent =
  | {
      readonly type: 'room-watched';
      readonly presence: RoomPresence;
      readonly details: WatchDetails;
    }
  | { readonly type: 'presence-changed'; readonly presence: RoomPresence }
  | { readonly type: 'watch-refused'; readonly error: CallError }
  /** A retry of `room:watch` is due. */
  | { readonly type: 'watch-due' }
  /** `media` is the state that travelled with the join. */
  | { readonly type: 'joined'; readonly ack: JoinAck; readonly media: MediaState }
  | { readonly type: 'join-refused'; readonly error: CallError }
  /** The ack of a knock. */
  | { readonly type: 'knocked'; readonly isAdmitted: boolean }
  | { readonly type: 'knock-refused'; readonly error: CallError }
  | { readonly type: 'knock-due' }
  /** A retry of `meeting:join` is due. */
  | { readonly type: 'join-due' }
  /** The ack of a join that was abandoned while it was under way. */
  | { readonly type: 'joined-late'; readonly seat: Seat };

/** What can happen to a call. */
export type CallEvent = UserEvent | OutsideEvent | AnswerEvent;

/** What the room client does after a transition. */
export type RoomEffect =
  | { readonly type: 'watch-room' }
  | { readonly type: 'unwatch-room' }
  /** Forgets the seat that was held; with `newInstance` the client gets another instance id. */
  | { readonly type: 'forget-seat'; readonly newInstance: boolean }
  /** Sends `meeting:join`. A client that `resumes` keeps its peer connections and makes no offers. */
  | { readonly type: 'join'; readonly resumes: boolean }
  /** Asks the hosts to let the client in. */
  | { readonly type: 'knock' }
  | { readonly type: 'leave' }
  | { readonly type: 'leave-seat'; readonly seat: Seat }
  /** Dispatches `event` after the retry delay of `attempt`; `retryAfter` is in seconds. */
  | {
      readonly type: 'retry';
      readonly event: 'watch-due' | 'join-due' | 'knock-due';
      readonly attempt: number;
      readonly retryAfter: number | undefined;
    }
  | { readonly type: 'cancel-retry' };

/** What is done after a transition, in the order given. */
export type CallEffect =
  | RoomEffect
  | {
      readonly type: 'show-presence';
      readonly presence: RoomPresence;
      readonly details: WatchDetails | null;
    }
  | { readonly type: 'enter-meeting'; readonly ack: JoinAck; readonly media: MediaState }
  /** No signals or media states can be sent until the socket is connected again. */
  | { readonly type: 'pause-signaling' }
  /** Closes all connections to participants and removes them from the snapshot. */
  | { readonly type: 'clear-meeting' }
  | { readonly type: 'close-devices' };

export interface Transition {
  readonly state: CallState;
  readonly effects: readonly CallEffect[];
}
