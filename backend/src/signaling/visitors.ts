import { memberOfUser, participantIdFor, type LiveMeeting } from '../meetings/live-meeting';
import { AppError } from '../platform/errors';
import type { Addressee } from './deliver';

/** Somebody on the page before joining whose connections may be made ready. */
interface Visitor {
  readonly userId: string;
  readonly roomId: string;
  readonly instanceId: string;
  readonly socket: NonNullable<Addressee['socket']>;
  /** Has sent a signal, so members know of it. */
  isKnown: boolean;
}

export interface VisitorsOptions {
  meetingIn(roomId: string): LiveMeeting | undefined;
  tellLeft(meetingId: string, visitor: { id: string; instanceId: string }): void;
}

/**
 * Who waits before the door. Members and visitors of one room may exchange signals, so that joining
 * only has to attach the media; nobody else hears of a visitor.
 */
export class Visitors {
  readonly #options: VisitorsOptions;
  readonly #bySocket = new Map<string, Visitor>();

  constructor(options: VisitorsOptions) {
    this.#options = options;
  }

  /** Lets somebody make connections ready; whether they may is the caller's question. */
  enter(
    socket: { id: string } & Visitor['socket'],
    visitor: Pick<Visitor, 'userId' | 'roomId' | 'instanceId'>,
  ): void {
    // Looks again, as whoever found the room full: the connections made so far go on.
    const before = this.#bySocket.get(socket.id);
    if (before?.roomId === visitor.roomId && before.instanceId === visitor.instanceId) return;
    // Another page of the account, or an older socket of this page that nobody missed yet.
    for (const [id, { userId, roomId }] of this.#bySocket) {
      if (userId === visitor.userId && roomId === visitor.roomId) this.leave(id);
    }
    this.#bySocket.set(socket.id, { ...visitor, socket, isKnown: false });
  }

  /** Nothing happens where the socket has none. The members learn of it, unless that page has joined, by this socket or by a newer one. */
  leave(socketId: string): void {
    const visitor = this.#bySocket.get(socketId);
    this.#bySocket.delete(socketId);
    const meeting = visitor && this.#options.meetingIn(visitor.roomId);
    if (!visitor?.isKnown || !meeting) return;
    const { userId, instanceId } = visitor;
    if (memberOfUser(meeting, userId)?.participant.instanceId === instanceId) return;
    this.#options.tellLeft(meeting.id, { id: participantIdFor(meeting, userId), instanceId });
  }

  has(socketId: string): boolean {
    return this.#bySocket.has(socketId);
  }

  /**
   * The meeting that the visitor may send signals into, and as whom.
   * @throws {AppError} NOT_A_MEMBER where there is none, it is full, or the account has a seat in it
   */
  admit(socketId: string): { meeting: LiveMeeting; from: { id: string; instanceId: string } } {
    const visitor = this.#bySocket.get(socketId);
    const meeting = visitor && this.#options.meetingIn(visitor.roomId);
    if (!visitor || !meeting || memberOfUser(meeting, visitor.userId)) {
      throw new AppError('NOT_A_MEMBER');
    }
    if (!visitor.isKnown && this.#places(meeting) <= 0) throw new AppError('NOT_A_MEMBER');
    visitor.isKnown = true;
    const id = participantIdFor(meeting, visitor.userId);
    return { meeting, from: { id, instanceId: visitor.instanceId } };
  }

  /** The visitor whom members know by this id. */
  find(meeting: LiveMeeting, id: string, instanceId: string): Addressee | undefined {
    for (const visitor of this.#bySocket.values()) {
      const isMeant =
        visitor.isKnown &&
        visitor.roomId === meeting.room.id &&
        visitor.instanceId === instanceId &&
        meeting.participantIds.get(visitor.userId) === id;
      if (isMeant) return { participant: { id, instanceId }, socket: visitor.socket, waiting: [] };
    }
    return undefined;
  }

  /** No more are made ready than could sit down. */
  #places(meeting: LiveMeeting): number {
    let known = 0;
    for (const { roomId, isKnown } of this.#bySocket.values()) {
      if (isKnown && roomId === meeting.room.id) known += 1;
    }
    return meeting.room.capacity - meeting.members.size - known;
  }
}
