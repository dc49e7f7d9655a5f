import { memberOfUser, participantIdFor, type LiveMeeting } from '../meetings/live-meeting';
import { AppError } from '../platform/errors';
import type { SignalTarget } from '../signaling/relay-signal';

/** Somebody on the page before joining whose connections may be made ready. */
interface LobbyPeer {
  readonly userId: string;
  readonly roomId: string;
  readonly instanceId: string;
  readonly socket: NonNullable<SignalTarget['socket']>;
  /** Has sent a signal, so members know of it. */
  isKnown: boolean;
}

export interface LobbyPeersOptions {
  meetingIn(roomId: string): LiveMeeting | undefined;
  tellLeft(meetingId: string, lobbyPeer: { id: string; instanceId: string }): void;
}

/**
 * Who waits before the door. Members and lobbyPeers of one room may exchange signals, so that joining
 * only has to attach the media; nobody else hears of a lobbyPeer.
 */
export class LobbyPeers {
  readonly #options: LobbyPeersOptions;
  readonly #bySocket = new Map<string, LobbyPeer>();

  constructor(options: LobbyPeersOptions) {
    this.#options = options;
  }

  /** Lets somebody make connections ready; whether they may is the caller's question. */
  enter(
    socket: { id: string } & LobbyPeer['socket'],
    lobbyPeer: Pick<LobbyPeer, 'userId' | 'roomId' | 'instanceId'>,
  ): void {
    // Looks again, as whoever found the room full: the connections made so far go on.
    const before = this.#bySocket.get(socket.id);
    if (before?.roomId === lobbyPeer.roomId && before.instanceId === lobbyPeer.instanceId) return;
    // Another page of the account, or an older socket of this page that nobody missed yet.
    for (const [id, { userId, roomId }] of this.#bySocket) {
      if (userId === lobbyPeer.userId && roomId === lobbyPeer.roomId) this.leave(id);
    }
    this.#bySocket.set(socket.id, { ...lobbyPeer, socket, isKnown: false });
  }

  /** Nothing happens where the socket has none. The members learn of it, unless that page has joined, by this socket or by a newer one. */
  leave(socketId: string): void {
    const lobbyPeer = this.#bySocket.get(socketId);
    this.#bySocket.delete(socketId);
    const meeting = lobbyPeer && this.#options.meetingIn(lobbyPeer.roomId);
    if (!lobbyPeer?.isKnown || !meeting) return;
    const { userId, instanceId } = lobbyPeer;
    if (memberOfUser(meeting, userId)?.participant.instanceId === instanceId) return;
    this.#options.tellLeft(meeting.id, { id: participantIdFor(meeting, userId), instanceId });
  }

  has(socketId: string): boolean {
    return this.#bySocket.has(socketId);
  }

  /**
   * The meeting that the lobbyPeer may send signals into, and as whom.
   * @throws {AppError} NOT_A_MEMBER where there is none, it is full, or the account has a seat in it
   */
  admit(socketId: string): { meeting: LiveMeeting; from: { id: string; instanceId: string } } {
    const lobbyPeer = this.#bySocket.get(socketId);
    const meeting = lobbyPeer && this.#options.meetingIn(lobbyPeer.roomId);
    if (!lobbyPeer || !meeting || memberOfUser(meeting, lobbyPeer.userId)) {
      throw new AppError('NOT_A_MEMBER');
    }
    if (!lobbyPeer.isKnown && this.#places(meeting) <= 0) throw new AppError('NOT_A_MEMBER');
    lobbyPeer.isKnown = true;
    const id = participantIdFor(meeting, lobbyPeer.userId);
    return { meeting, from: { id, instanceId: lobbyPeer.instanceId } };
  }

  /** The lobbyPeer whom members know by this id. */
  find(meeting: LiveMeeting, id: string, instanceId: string): SignalTarget | undefined {
    for (const lobbyPeer of this.#bySocket.values()) {
      const isMeant =
        lobbyPeer.isKnown &&
        lobbyPeer.roomId === meeting.room.id &&
        lobbyPeer.instanceId === instanceId &&
        meeting.participantIds.get(lobbyPeer.userId) === id;
      if (isMeant)
        return { participant: { id, instanceId }, socket: lobbyPeer.socket, waiting: [] };
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
