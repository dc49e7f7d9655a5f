import type { StoredRoute } from '@parley/shared/media-route';
import type { Activity } from '@parley/shared/activities';
import type { EndReason } from '@parley/shared/meetings';
import type { Participant } from '@parley/shared/participants';
import { DEFAULT_RETENTION, type Retention } from '@parley/shared/retention';
import type { MeetingControls, RoomAccess } from '@parley/shared/roles';
import type { EventName, EventPayload } from '@parley/shared/socket-events';
import type { DisconnectCause } from '../platform/disconnect-cause';
import type { Attended } from './meeting-roster';
import type { StoredSeat, LeaseTimes, Seat, SeatSocket } from './seat';

// The interface between a meeting and the parts of the server around it.

/** The part of a room that its meeting needs. */
export interface MeetingRoom {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly ownerId: string;
  /** The accounts that the owner made co-hosts of the room. */
  readonly coHostIds: readonly string[];
  readonly access: RoomAccess;
  /** What the owner chose, or undefined for as many as the server can hold. */
  readonly chosenCapacity?: number | undefined;
  readonly capacity: number;
  /** Present if the room is end-to-end encrypted. */
  readonly keyCheck?: string | undefined;
  /** Of the running meeting, or else of the next one; missing: `forever`. */
  readonly retention?: Retention | undefined;
}

/** A room as clients in its lobby and its meeting see it. */
export const shownRoom = ({ code, name, keyCheck, retention }: MeetingRoom) => ({
  code,
  name,
  ...(keyCheck !== undefined && { keyCheck }),
  ...(retention !== undefined && retention !== DEFAULT_RETENTION && { retention }),
});

/** The link epochs of the pairs of instances in a meeting; signaling brings them. */
export interface LinkEpochs {
  /** Whether a signal of this link epoch may pass. */
  allows(from: string, to: string, epoch: number): boolean;
  /** Notes the link epoch of an offer. @returns false if the pair cannot have reached it */
  follow(from: string, to: string, epoch: number): boolean;
  /** Forgets an instance that has left or was replaced. */
  forget(instanceId: string): void;
}

/** What hosts decided in a meeting, as the database has it. */
export interface StoredHosting {
  readonly controls: MeetingControls;
  /** Users whom a host made co-hosts of this meeting. */
  readonly coHostIds: readonly string[];
  /** Co-hosts of the room who are no hosts in this meeting. */
  readonly formerHostIds: readonly string[];
  /** Users for whom a host decided, whatever the controls say. */
  readonly unmuting: readonly { readonly userId: string; readonly isAllowed: boolean }[];
}

/** A running meeting as the database has it. */
export interface MeetingSnapshot {
  readonly id: string;
  readonly epoch: number;
  readonly startedAt: Date;
  /** All users who were ever in the meeting, in the order of their first joins. */
  readonly attended: readonly Attended[];
  readonly hosting: StoredHosting;
  readonly route?: StoredRoute | undefined;
  /** The seats that are still held. */
  readonly seats: readonly StoredSeat[];
}

/** The dependencies of a meeting. */
export interface MeetingOptions extends LeaseTimes {
  readonly linkEpochs: LinkEpochs;
  readonly newParticipantId: () => string;
  readonly newActivityId: () => string;
  /** How many seats the present route of a meeting can have. */
  readonly seatLimit?: ((meetingId: string) => number) | undefined;
}

type Emission = { [E in EventName]: { event: E; payload: EventPayload<E> } }[EventName];

/** A consequence of a transition for other parts of the server; their order counts. */
export type MeetingEvent =
  | ({ kind: 'publish'; exceptSocketId?: string | undefined } & Emission)
  | ({ kind: 'emit'; socket: SeatSocket; isAfterAck?: true } & Emission)
  /** Clients in the lobby see another presence. */
  | { kind: 'presence' }
  /** The socket speaks for the seat from now on, or no longer. */
  | { kind: 'attach'; seat: Seat; socket: SeatSocket }
  | { kind: 'detach'; socket: SeatSocket }
  | { kind: 'log'; step: LogStep; socketId: string | undefined; cause?: DisconnectCause };

/** A step in the life of a participant that the log shows. */
export type LogStep =
  | 'joined'
  | 'resumed'
  | 'taken over'
  | 'disconnected'
  | 'expired'
  | 'left'
  | 'removed';

/** A consequence of a transition for the database; their order counts. */
export type MeetingWrite =
  /** The instance, name or media of a participant changed. */
  | { kind: 'updateSeat'; userId: string; participant: Participant; stopped: Seat['stopped'] }
  /** The same, and the attendance shows it: another instance has the seat, or name or role changed. */
  | {
      kind: 'updateParticipant';
      userId: string;
      participant: Participant;
      stopped: Seat['stopped'];
    }
  /** Required: a join whose attendance cannot be stored is undone. */
  | { kind: 'openAttendance'; userId: string; participant: Participant }
  | { kind: 'leave'; userId: string; at: Date; isRemoval: boolean }
  /** For the record only; its order among the other writes does not count. */
  | { kind: 'activity'; activity: Activity }
  /** What the hosts decided has changed. */
  | { kind: 'hosting'; hosting: StoredHosting }
  | { kind: 'route'; route: StoredRoute }
  /** Null: a participant is connected again. */
  | { kind: 'connection'; allDisconnectedAt: Date | null }
  | { kind: 'nameRoom'; room: MeetingRoom }
  | { kind: 'end'; at: Date; reason: EndReason };

/** A write of the collections of running meetings. */
export type StoredWrite = Exclude<MeetingWrite, { kind: 'activity' }>;

/** The consequences of a transition. */
export interface Outcome {
  readonly events: MeetingEvent[];
  readonly writes: MeetingWrite[];
}

/** No consequences yet; a transition adds them. */
export const emptyOutcome = (): Outcome => ({ events: [], writes: [] });

/** Publishes an event to all participants, apart from the one with a certain socket. */
export function publish(outcome: Outcome, emission: Emission, exceptSocketId?: string): void {
  outcome.events.push({ kind: 'publish', ...emission, exceptSocketId });
}

/** Emits an event to one client. */
export function emit(
  outcome: Outcome,
  socket: SeatSocket,
  emission: Emission & { isAfterAck?: true },
): void {
  outcome.events.push({ kind: 'emit', socket, ...emission });
}

/** The socket speaks for the seat from now on. */
export function attach(outcome: Outcome, seat: Seat, socket: SeatSocket): void {
  seat.socket = socket;
  seat.lastSocketId = socket.id;
  outcome.events.push({ kind: 'attach', seat, socket });
}

/** The socket of the seat, if there is one, no longer speaks for it. */
export function detach(outcome: Outcome, seat: Seat): void {
  const { socket } = seat;
  seat.socket = null;
  if (socket !== null) outcome.events.push({ kind: 'detach', socket });
}

/** Notes a step for the log. */
export function log(outcome: Outcome, step: LogStep, seat: Seat, cause?: DisconnectCause): void {
  const socketId = seat.lastSocketId;
  outcome.events.push({ kind: 'log', step, socketId, ...(cause && { cause }) });
}

/** The write that stores the participant as the other participants see it. */
export const updateOf = (
  kind: 'updateSeat' | 'updateParticipant',
  { userId, participant, stopped }: Seat,
): MeetingWrite => ({ kind, userId, participant, stopped });
