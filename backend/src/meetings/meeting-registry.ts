import { MAX_PRESENT_NAMES, type RoomPresence } from '@parley/shared/meetings';
import { DEFAULT_RETENTION, type Retention } from '@parley/shared/retention';
import { AppError } from '../platform/errors';
import type { Meeting } from './meeting';
import { type MeetingRoom, shownRoom } from './meeting-io';
import type { Seat } from './seat';

/** The seat that a socket speaks for. */
export interface HeldSeat {
  readonly meeting: Meeting;
  readonly seat: Seat;
}

/** The meetings that run on this node. Look-ups only; the rules are in the meeting aggregate. */
export class MeetingRegistry {
  readonly #byRoom = new Map<string, Meeting>();
  readonly #byId = new Map<string, Meeting>();
  readonly #bySocket = new Map<string, HeldSeat>();

  add(meeting: Meeting): void {
    this.#byRoom.set(meeting.room.id, meeting);
    this.#byId.set(meeting.id, meeting);
  }

  remove(meeting: Meeting): void {
    this.#byRoom.delete(meeting.room.id);
    this.#byId.delete(meeting.id);
  }

  byRoom(roomId: string): Meeting | undefined {
    return this.#byRoom.get(roomId);
  }

  byId(meetingId: string): Meeting | undefined {
    return this.#byId.get(meetingId);
  }

  all(): Meeting[] {
    return [...this.#byId.values()];
  }

  /** The seat of a socket; undefined if it has none. */
  bySocket(socketId: string): HeldSeat | undefined {
    return this.#bySocket.get(socketId);
  }

  /** @throws {AppError} NOT_A_MEMBER if the socket has no seat */
  seatOf(socketId: string): HeldSeat {
    const held = this.#bySocket.get(socketId);
    if (held === undefined) throw new AppError('NOT_A_MEMBER');
    return held;
  }

  /** The socket speaks for the seat from now on. */
  attach(socketId: string, held: HeldSeat): void {
    this.#bySocket.set(socketId, held);
  }

  detach(socketId: string): void {
    this.#bySocket.delete(socketId);
  }

  /** A room as clients in the lobby see it; `now` in milliseconds. */
  presenceOf(room: MeetingRoom, now: number): RoomPresence {
    const meeting = this.#byRoom.get(room.id);
    const seats = meeting?.seenSeats(now) ?? [];
    return {
      room: shownRoom({ ...room, retention: this.retentionIn(room) }),
      capacity: room.capacity,
      people: seats.slice(0, MAX_PRESENT_NAMES).map(({ participant }) => ({
        id: participant.id,
        instanceId: participant.instanceId,
        displayName: participant.displayName,
        ...(participant.nameNumber !== undefined && { nameNumber: participant.nameNumber }),
        role: participant.role,
      })),
      ...(seats.length > MAX_PRESENT_NAMES && { count: seats.length }),
    };
  }

  /** The retention of the meeting that runs in a room, or else of the next one. */
  retentionIn({ id, retention }: Pick<MeetingRoom, 'id' | 'retention'>): Retention {
    const meeting = this.#byRoom.get(id);
    return (meeting === undefined ? retention : meeting.room.retention) ?? DEFAULT_RETENTION;
  }

  /** How many participants clients in the lobby see in a room; `now` in milliseconds. */
  countIn(roomId: string, now: number): number {
    return this.#byRoom.get(roomId)?.seenSeats(now).length ?? 0;
  }

  /** Whether a user has a seat in a meeting that runs here. */
  holdsSeat(meetingId: string, userId: string): boolean {
    return this.#byId.get(meetingId)?.seatOfUser(userId) !== undefined;
  }
}
