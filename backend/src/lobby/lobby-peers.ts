import type { SignalReceived } from '@parley/shared/signaling';
import { AppError } from '../platform/errors';

/** The part of a meeting that lobby peers need. */
export interface LobbyMeeting {
  readonly id: string;
  readonly room: { readonly id: string; readonly capacity: number };
  readonly seats: ReadonlyMap<string, unknown>;
  readonly roster: {
    readonly participantIds: ReadonlyMap<string, string>;
    participantIdFor(userId: string): string;
  };
  readonly linkEpochs: { forget(instanceId: string): void };
  seatOfUser(userId: string): { participant: { instanceId: string } } | undefined;
}

interface SignalSocket {
  emit(event: 'signal:received', signal: SignalReceived): unknown;
}

/** An instance in the lobby that participants may exchange signals with. */
interface LobbyPeer {
  readonly userId: string;
  readonly roomId: string;
  readonly instanceId: string;
  readonly socketId: string;
  readonly socket: SignalSocket;
  /** Has sent a signal, so participants know of it. */
  isKnown: boolean;
}

/** The sender of a lobby peer's signals, as participants see it. */
export interface PeerIdentity {
  readonly id: string;
  readonly instanceId: string;
}

export interface LobbyPeersOptions<M extends LobbyMeeting> {
  /** The running meeting of a room. */
  readonly meetingIn: (roomId: string) => M | undefined;
  readonly publishLeft: (meetingId: string, peer: PeerIdentity) => void;
}

/**
 * The lobby peers of all rooms. Participants and lobby peers of one room exchange signals, so that
 * joining only has to attach the media; no other client learns of a lobby peer.
 */
export class LobbyPeers<M extends LobbyMeeting> {
  readonly #options: LobbyPeersOptions<M>;
  readonly #bySocket = new Map<string, LobbyPeer>();
  readonly #byRoom = new Map<string, Set<LobbyPeer>>();

  constructor(options: LobbyPeersOptions<M>) {
    this.#options = options;
  }

  /** Makes a client a lobby peer; whether it may be one is the caller's question. */
  enter(
    socket: SignalSocket & { readonly id: string },
    peer: Pick<LobbyPeer, 'userId' | 'roomId' | 'instanceId'>,
  ): void {
    // A client that found the room full watches it again: its connections go on.
    const before = this.#bySocket.get(socket.id);
    if (before?.roomId === peer.roomId && before.instanceId === peer.instanceId) return;
    if (before !== undefined) this.leave(socket.id);
    // Another client of the user, or an older socket of this one whose end is not noticed yet.
    for (const { userId, socketId } of this.#in(peer.roomId)) {
      if (userId === peer.userId) this.leave(socketId);
    }
    const entry = { ...peer, socketId: socket.id, socket, isKnown: false };
    this.#bySocket.set(socket.id, entry);
    const peers = this.#byRoom.get(peer.roomId) ?? new Set();
    this.#byRoom.set(peer.roomId, peers.add(entry));
  }

  /**
   * Forgets a lobby peer; without effect for a socket that is none. Participants learn of it unless
   * the same instance has joined, by this socket or by a newer one.
   */
  leave(socketId: string): void {
    const peer = this.#bySocket.get(socketId);
    if (peer === undefined) return;
    this.#bySocket.delete(socketId);
    const { roomId, userId, instanceId } = peer;
    const others = this.#byRoom.get(roomId);
    others?.delete(peer);
    if (others?.size === 0) this.#byRoom.delete(roomId);
    const meeting = this.#options.meetingIn(roomId);
    if (!peer.isKnown || meeting === undefined) return;
    if (meeting.seatOfUser(userId)?.participant.instanceId === instanceId) return;
    meeting.linkEpochs.forget(instanceId);
    this.#options.publishLeft(meeting.id, {
      id: meeting.roster.participantIdFor(userId),
      instanceId,
    });
  }

  has(socketId: string): boolean {
    return this.#bySocket.has(socketId);
  }

  /**
   * The meeting that a lobby peer may send signals into, and its identity there.
   * @throws {AppError} NOT_A_MEMBER if there is none, it is full, or the user has a seat in it
   */
  admit(socketId: string): { meeting: M; from: PeerIdentity } {
    const peer = this.#bySocket.get(socketId);
    const meeting = peer && this.#options.meetingIn(peer.roomId);
    if (!peer || !meeting || meeting.seatOfUser(peer.userId)) throw new AppError('NOT_A_MEMBER');
    if (!peer.isKnown && this.#freePlaces(meeting) <= 0) throw new AppError('NOT_A_MEMBER');
    peer.isKnown = true;
    const id = meeting.roster.participantIdFor(peer.userId);
    return { meeting, from: { id, instanceId: peer.instanceId } };
  }

  /** The lobby peer that participants of a meeting know by this id. */
  find(meeting: M, id: string, instanceId: string) {
    for (const peer of this.#in(meeting.room.id)) {
      const isMeant =
        peer.isKnown &&
        peer.instanceId === instanceId &&
        meeting.roster.participantIds.get(peer.userId) === id;
      if (isMeant) return { participant: { id, instanceId }, socket: peer.socket, waiting: [] };
    }
    return undefined;
  }

  #in(roomId: string): LobbyPeer[] {
    return [...(this.#byRoom.get(roomId) ?? [])];
  }

  /** No more clients preconnect than could join. */
  #freePlaces({ room, seats }: M): number {
    const known = this.#in(room.id).filter(({ isKnown }) => isKnown).length;
    return room.capacity - seats.size - known;
  }
}
