import type { CommandData } from '@parley/shared/socket-events';
import { hostChannel } from '../channels';
import { isGuest, type Identity } from '../platform/http';
import type { ParleySocket } from '../platform/parley-socket';
import type { SocketServer } from '../platform/socket';
import type { Visitor } from './decisions';
import { assertOpen, type EntryRoom, type EntryService } from './entry.service';
import type { Waiting, WaitingRoomOf, WaitingRooms } from './waiting-room';

export interface EntryCommandOptions<Room> {
  readonly sockets: SocketServer;
  readonly entries: EntryService;
  readonly waitingRooms: WaitingRooms;
  /** Makes the socket watch the room. @throws {AppError} NOT_FOUND, counted against guessing */
  readonly watch: (socket: ParleySocket, code: string) => Promise<{ readonly room: Room }>;
  /** The latest name: the one that the lobby looked up may be older. */
  readonly displayNameOf: (identity: Identity) => Promise<string>;
  /** The latest state of a room. @throws {AppError} NOT_FOUND if it was deleted */
  readonly latestRoom: (roomId: string) => Promise<Room>;
  /** @throws {AppError} WRONG_PASSWORD or RATE_LIMITED */
  readonly checkPassword: (roomId: string, password: string, visitor: Visitor) => Promise<void>;
  readonly meetingIdOf: (roomId: string) => string | null;
  /** A host has let people in or refused them. */
  readonly onAnswered: (waiting: Waiting, hostId: string, isAdmitted: boolean) => void;
}

type KnockAck = CommandData<'room:knock'>;

/** The person behind a socket, as decisions about the door see them. */
export const visitorOf = ({ data: { identity, address } }: ParleySocket): Visitor => ({
  userId: identity.userId,
  isGuest: isGuest(identity),
  address,
});

/** Registers knocking, giving the password, and the answers of hosts. */
export function registerEntryCommands<Room extends EntryRoom & WaitingRoomOf>(
  options: EntryCommandOptions<Room>,
): void {
  const { sockets, entries, waitingRooms, watch, latestRoom } = options;

  /** The knocks that are being decided, by socket and code. */
  const underWay = new Map<string, Promise<KnockAck>>();

  sockets.onCommand('room:knock', ({ code }, socket) => {
    // Whatever changes the answer ends the wait, so a repeated knock needs no look at the database.
    if (waitingRooms.has(socket.id, code)) return { status: 'waiting' };
    const place = `${socket.id} ${code}`;
    const known = underWay.get(place);
    if (known !== undefined) return known;
    const knocking = knock(code, socket).finally(() => underWay.delete(place));
    underWay.set(place, knocking);
    return knocking;
  });

  async function knock(code: string, socket: ParleySocket): Promise<KnockAck> {
    const watched = await watch(socket, code);
    const [room, displayName] = await Promise.all([
      latestRoom(watched.room.id),
      options.displayNameOf(socket.data.identity),
    ]);
    const visitor = visitorOf(socket);
    const { entry } = await entries.standingOf(room, visitor);
    if (entry === 'waits') {
      // The socket may have closed while the database was asked.
      if (socket.connected) waitingRooms.knock(room, { ...visitor, displayName }, socket);
      return { status: 'waiting' };
    }
    waitingRooms.leave(socket.id, true);
    assertOpen(entry);
    return { status: 'admitted' };
  }

  sockets.onCommand('room:give-password', async ({ code, password }, socket) => {
    const { room } = await watch(socket, code);
    await options.checkPassword(room.id, password, visitorOf(socket));
    return {};
  });

  sockets.onCommand('knock:watch', async (_payload, socket) => {
    const { userId } = socket.data.identity;
    await socket.join(hostChannel(userId));
    return { knocks: waitingRooms.cardsFor(userId) };
  });

  async function admit(waiting: Waiting, hostId: string): Promise<void> {
    const { room, person } = waiting;
    // Stored first: an admitted person stays admitted if the server is killed now.
    await entries.admit({
      roomId: room.id,
      personId: person.userId,
      displayName: person.displayName,
      isGuest: person.isGuest,
      by: hostId,
      meetingId: options.meetingIdOf(room.id),
    });
    waitingRooms.admitted(waiting);
    options.onAnswered(waiting, hostId, true);
  }

  sockets.onCommand('knock:answer', async ({ id, isAdmitted }, socket) => {
    const { userId } = socket.data.identity;
    const waiting = waitingRooms.find(id, userId);
    if (isAdmitted) await admit(waiting, userId);
    else {
      waitingRooms.refused(waiting);
      options.onAnswered(waiting, userId, false);
    }
    return {};
  });

  sockets.onCommand('knock:admit-all', async ({ code }, socket) => {
    const { userId } = socket.data.identity;
    const cards = waitingRooms.cardsFor(userId).filter(({ room }) => room.code === code);
    const all = cards.map(({ id }) => waitingRooms.find(id, userId));
    await Promise.all(all.map((waiting) => admit(waiting, userId)));
    return { count: all.length };
  });

  sockets.onDisconnect((socket, cause) => waitingRooms.leave(socket.id, cause === 'left'));
}
