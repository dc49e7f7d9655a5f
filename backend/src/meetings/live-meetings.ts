import { AppError } from '../platform/errors';
import {
  memberOfUser,
  peopleOf,
  type LiveMeeting,
  type Member,
  type SeatSocket,
} from './live-meeting';

/** A socket's place: which meeting, and as whom. */
export interface Membership {
  readonly meeting: LiveMeeting;
  readonly member: Member;
}

/** The meetings that run in this process. Lookups only; the rules are in the service. */
export class LiveMeetings {
  readonly #byRoom = new Map<string, LiveMeeting>();
  readonly #byId = new Map<string, LiveMeeting>();
  readonly #memberships = new Map<string, Membership>();

  add(meeting: LiveMeeting): void {
    this.#byRoom.set(meeting.room.id, meeting);
    this.#byId.set(meeting.id, meeting);
  }

  remove(meeting: LiveMeeting): void {
    this.#byRoom.delete(meeting.room.id);
    this.#byId.delete(meeting.id);
  }

  byRoom(roomId: string): LiveMeeting | undefined {
    return this.#byRoom.get(roomId);
  }

  byId(meetingId: string): LiveMeeting | undefined {
    return this.#byId.get(meetingId);
  }

  all(): LiveMeeting[] {
    return [...this.#byRoom.values()];
  }

  /** How many people those outside see in a room; `now` in milliseconds. */
  peopleIn(roomId: string, now: number): number {
    const meeting = this.#byRoom.get(roomId);
    return meeting === undefined ? 0 : peopleOf(meeting, now).length;
  }

  /** Whether an account holds a seat in a meeting that runs here. */
  holdsSeat(meetingId: string, userId: string): boolean {
    const meeting = this.#byId.get(meetingId);
    return meeting !== undefined && memberOfUser(meeting, userId) !== undefined;
  }

  membershipOf(socketId: string): Membership | undefined {
    return this.#memberships.get(socketId);
  }

  /** @throws {AppError} NOT_A_MEMBER where the socket holds no seat */
  seatOf(socketId: string): Membership {
    const membership = this.#memberships.get(socketId);
    if (membership === undefined) throw new AppError('NOT_A_MEMBER');
    return membership;
  }

  /** The socket speaks for the member from now on. */
  attach(meeting: LiveMeeting, member: Member, socket: SeatSocket): void {
    member.socket = socket;
    this.#memberships.set(socket.id, { meeting, member });
  }

  detach(member: Member): SeatSocket | null {
    const { socket } = member;
    if (socket !== null) this.#memberships.delete(socket.id);
    member.socket = null;
    return socket;
  }
}
