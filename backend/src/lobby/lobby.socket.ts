import type { RoomPresence } from '@parley/shared/meetings';
import type { IceServer } from '@parley/shared/ice';
import { isRoomChannel, roomChannel, watchChannel } from '../channels';
import type { Identity } from '../platform/http';
import type { ParleySocket } from '../platform/parley-socket';
import type { SocketServer } from '../platform/socket';
import type { Lobby } from './lobby';

/** The room and the name that a socket in the lobby has looked up, so that joining need not. */
export interface Watching<Room> {
  readonly code: string;
  readonly room: Room;
  readonly displayName: string;
}

export interface LobbyCommandOptions<Room> {
  readonly sockets: SocketServer;
  readonly lobby: Lobby;
  /** @throws {AppError} NOT_FOUND, counted against guessing; UNAUTHENTICATED for a guest of another room */
  readonly findRoom: (identity: Identity, code: string) => Promise<Room>;
  readonly displayNameOf: (identity: Identity) => Promise<string>;
  readonly presenceOf: (room: Room) => RoomPresence;
  readonly iceServersFor: (userId: string, roomId: string) => IceServer[];
  readonly now: () => number;
}

export interface LobbyCommands<Room> {
  /** The room that a socket watches. */
  roomIdOf(socketId: string): string | undefined;
  /**
   * The room of a code: the one that the socket watches already, or else it watches it from now on.
   * @throws {AppError} NOT_FOUND, counted against guessing
   */
  watch(socket: ParleySocket, code: string): Promise<Watching<Room>>;
  /** The socket leaves the lobby. */
  unwatch(socket: ParleySocket): Promise<void>;
}

/** Registers the commands of clients in the lobby. */
export function registerLobbyCommands<Room extends { id: string; ownerId: string }>(
  options: LobbyCommandOptions<Room>,
): LobbyCommands<Room> {
  const { sockets, lobby } = options;
  const { counts, peers } = lobby;
  /** By socket id. */
  const watching = new Map<string, Watching<Room>>();

  async function watch(socket: ParleySocket, code: string): Promise<Watching<Room>> {
    const { identity } = socket.data;
    const { userId } = identity;
    const [room, displayName] = await Promise.all([
      options.findRoom(identity, code),
      options.displayNameOf(identity),
    ]);
    if (watching.get(socket.id)?.room.id !== room.id) await unwatch(socket);
    for (const channel of socket.rooms) {
      if (isRoomChannel(channel) && channel !== roomChannel(room.id)) await socket.leave(channel);
    }
    const watched = { code, room, displayName };
    if (socket.connected) {
      watching.set(socket.id, watched);
      counts.enter(room.id, socket.id, userId);
      await socket.join([watchChannel(room.id), roomChannel(room.id)]);
    }
    return watched;
  }

  async function unwatch(socket: ParleySocket): Promise<void> {
    const before = watching.get(socket.id);
    if (before === undefined) return;
    watching.delete(socket.id);
    peers.leave(socket.id);
    counts.leave(before.room.id, socket.id);
    await socket.leave(watchChannel(before.room.id));
  }

  sockets.onCommand('room:watch', async ({ code, instanceId }, socket) => {
    const { userId } = socket.data.identity;
    const { room } = await watch(socket, code);
    const mayEnter = instanceId !== undefined && (await lobby.mayPreconnect(room, userId));
    if (!mayEnter) peers.leave(socket.id);
    // The socket may have closed, or watch another room, since the database was asked.
    else if (watching.get(socket.id)?.room.id === room.id) {
      peers.enter(socket, { userId, roomId: room.id, instanceId });
    }
    return {
      presence: options.presenceOf(room),
      iceServers: options.iceServersFor(userId, room.id),
      preconnect: peers.has(socket.id),
      serverTime: new Date(options.now()).toISOString(),
    };
  });

  sockets.onCommand('room:unwatch', async (_payload, socket) => {
    await unwatch(socket);
    return {};
  });

  sockets.onDisconnect((socket) => {
    const before = watching.get(socket.id);
    watching.delete(socket.id);
    if (before) counts.leave(before.room.id, socket.id);
    peers.leave(socket.id);
  });

  return {
    roomIdOf: (socketId) => watching.get(socketId)?.room.id,
    async watch(socket, code) {
      const before = watching.get(socket.id);
      return before?.code === code ? before : watch(socket, code);
    },
    unwatch,
  };
}
