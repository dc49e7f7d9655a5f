import type { Entry } from '@parley/shared/entry';
import type { RoomPresence } from '@parley/shared/meetings';
import type { IceServer } from '@parley/shared/ice';
import type { Retention } from '@parley/shared/retention';
import type { CommandData } from '@parley/shared/socket-events';
import { isRoomChannel, roomChannel, watchChannel } from '../channels';
import type { Identity } from '../platform/http';
import type { ParleySocket } from '../platform/parley-socket';
import type { SocketServer } from '../platform/socket';
import type { Lobby } from './lobby';
import { type OutsideRoom, presenceForOutsiders } from './presence-for-outsiders';

/** What stands between the person of a socket and the meeting. */
export interface LobbyStanding {
  readonly entry: Entry;
  readonly isAdmitted: boolean;
  readonly isHost: boolean;
}

/** What a socket in the lobby has looked up, so that joining need not. */
export interface Watching<Room, Standing extends LobbyStanding = LobbyStanding> {
  readonly code: string;
  readonly room: Room;
  readonly displayName: string;
  standing: Standing;
}

export interface LobbyCommandOptions<Room, Standing extends LobbyStanding> {
  readonly sockets: SocketServer;
  readonly lobby: Lobby;
  /** @throws {AppError} NOT_FOUND, counted against guessing; UNAUTHENTICATED for a guest of another room */
  readonly findRoom: (identity: Identity, code: string) => Promise<Room>;
  /** The latest state of a room. @throws {AppError} NOT_FOUND if it was deleted */
  readonly latestRoom: (roomId: string) => Promise<Room>;
  readonly displayNameOf: (identity: Identity) => Promise<string>;
  readonly presenceOf: (room: Room) => RoomPresence;
  /** How long the record of the running meeting, or else of the next one, is kept. */
  readonly retentionIn: (room: Room) => Retention;
  readonly iceServersFor: (userId: string, roomId: string) => IceServer[];
  /** The largest meeting that stays in a mesh; undefined while there is no SFU. */
  readonly meshLimit: () => number | undefined;
  readonly standingOf: (room: Room, socket: ParleySocket) => Promise<Standing>;
  /** Whether a standing of a moment ago still holds. */
  readonly isFresh: (room: Room, socket: ParleySocket, standing: Standing) => boolean;
  /** @throws {AppError} the refusal of an entry that is not open */
  readonly assertOpen: (entry: Entry) => void;
  /** The socket left the lobby on purpose, or something else stands between it and the meeting. */
  readonly onEntryChanged: (socketId: string, entry: Entry | null) => void;
  /** Deciding again has failed; the next join decides. */
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

export interface LobbyCommands<Room> {
  /** The room that a socket watches. */
  roomIdOf(socketId: string): string | undefined;
  /** Whether a socket watches a room that it may enter. */
  isOpen(socketId: string): boolean;
  /**
   * The room of a code: the one that the socket watches already, or else it watches it from now on.
   * @throws {AppError} NOT_FOUND, counted against guessing
   */
  watch(socket: ParleySocket, code: string): Promise<Watching<Room>>;
  /** The socket leaves the lobby. */
  unwatch(socket: ParleySocket): Promise<void>;
  /**
   * Refuses a socket that may not enter the meeting of this room now.
   * @throws {AppError} the refusal of the entry, or NOT_FOUND
   */
  assertMayEnter(socket: ParleySocket, room: Room): Promise<void>;
  /** Decides again about all sockets in the lobby of a room, and tells those whose entry changed. */
  reconsider(roomId: string): void;
}

/** Registers the commands of clients in the lobby. */
export function registerLobbyCommands<
  Room extends { id: string; code: string; ownerId: string },
  Standing extends LobbyStanding,
>(options: LobbyCommandOptions<Room, Standing>): LobbyCommands<Room> {
  const { sockets, lobby, standingOf } = options;
  const { counts, peers } = lobby;
  /** By socket id. */
  const watching = new Map<string, Watching<Room, Standing> & { socket: ParleySocket }>();
  /** Rooms whose sockets are about to be decided again. */
  const reconsidered = new Set<string>();

  async function lookUp(socket: ParleySocket, code: string) {
    const room = await options.findRoom(socket.data.identity, code);
    return { room, standing: await standingOf(room, socket) };
  }

  async function watch(socket: ParleySocket, code: string): Promise<Watching<Room, Standing>> {
    const { identity } = socket.data;
    const [{ room, standing }, displayName] = await Promise.all([
      lookUp(socket, code),
      options.displayNameOf(identity),
    ]);
    if (watching.get(socket.id)?.room.id !== room.id) await unwatch(socket);
    for (const channel of socket.rooms) {
      if (isRoomChannel(channel) && channel !== roomChannel(room.id)) await socket.leave(channel);
    }
    const watched = { code, room, displayName, standing, socket };
    if (socket.connected) {
      watching.set(socket.id, watched);
      await socket.join(roomChannel(room.id));
      await follow(watched);
    }
    return watched;
  }

  /** Shows the room to a socket whose entry is open, and to no other one. */
  async function follow({ room, standing, socket }: Watching<Room> & { socket: ParleySocket }) {
    if (standing.entry === 'open') {
      counts.enter(room.id, socket.id, socket.data.identity.userId);
      await socket.join(watchChannel(room.id));
      return;
    }
    peers.leave(socket.id);
    counts.leave(room.id, socket.id);
    await socket.leave(watchChannel(room.id));
  }

  async function unwatch(socket: ParleySocket): Promise<void> {
    const before = watching.get(socket.id);
    if (before === undefined) return;
    watching.delete(socket.id);
    peers.leave(socket.id);
    counts.leave(before.room.id, socket.id);
    await socket.leave(watchChannel(before.room.id));
  }

  async function reconsiderAll(roomId: string): Promise<void> {
    reconsidered.delete(roomId);
    const here = [...watching.values()].filter(({ room }) => room.id === roomId);
    if (here.length === 0) return;
    const room = await options.latestRoom(roomId);
    for (const { socket, code, displayName, standing: before } of here) {
      const standing = await standingOf(room, socket);
      if (watching.get(socket.id)?.room.id !== roomId) continue;
      const watched = { code, room, displayName, standing, socket };
      watching.set(socket.id, watched);
      if (standing.entry === before.entry) continue;
      await follow(watched);
      options.onEntryChanged(socket.id, standing.entry);
      socket.emit('entry:changed', { entry: standing.entry });
    }
  }

  /** Whether the client is a lobby peer from now on; only one whose entry is open can be. */
  async function mayPreconnect(socket: ParleySocket, { room, standing }: Watching<Room>) {
    if (standing.entry !== 'open') return false;
    return lobby.mayPreconnect(room, socket.data.identity.userId, standing);
  }

  sockets.onCommand('room:watch', async ({ code, instanceId }, socket) => {
    const { userId } = socket.data.identity;
    const watched = await watch(socket, code);
    const { room } = watched;
    const mayEnter = instanceId !== undefined && (await mayPreconnect(socket, watched));
    // The socket may have closed, watch another room, or be kept out since the database was asked.
    const latest = watching.get(socket.id);
    const isOpen = latest?.room.id === room.id && latest.standing.entry === 'open';
    if (!mayEnter) peers.leave(socket.id);
    else if (isOpen) peers.enter(socket, { userId, roomId: room.id, instanceId });
    return ackOf(options, watched, socket);
  });

  sockets.onCommand('room:unwatch', async (_payload, socket) => {
    options.onEntryChanged(socket.id, null);
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
    isOpen: (socketId) => watching.get(socketId)?.standing.entry === 'open',
    async watch(socket, code) {
      const before = watching.get(socket.id);
      return before?.code === code ? before : watch(socket, code);
    },
    unwatch,
    async assertMayEnter(socket, room) {
      const known = watching.get(socket.id);
      const isKnown = known?.room.id === room.id && known.standing.entry === 'open';
      if (isKnown && options.isFresh(room, socket, known.standing)) return;
      const latest = await options.latestRoom(room.id);
      options.assertOpen((await standingOf(latest, socket)).entry);
    },
    reconsider(roomId) {
      if (reconsidered.has(roomId)) return;
      reconsidered.add(roomId);
      setImmediate(() => void reconsiderAll(roomId).catch(options.onError));
    },
  };
}

/** What the client learns of the room: everything that the lobby shows, or only what bars the way. */
function ackOf<Room extends OutsideRoom & { id: string }, Standing extends LobbyStanding>(
  options: LobbyCommandOptions<Room, Standing>,
  { room, standing: { entry, isHost } }: Watching<Room, Standing>,
  { id, data: { identity } }: ParleySocket,
): CommandData<'room:watch'> {
  const serverTime = new Date(options.now()).toISOString();
  if (entry !== 'open') {
    const presence = presenceForOutsiders({ ...room, retention: options.retentionIn(room) });
    return { presence, iceServers: [], preconnect: false, entry, serverTime };
  }
  const meshLimit = options.meshLimit();
  return {
    presence: options.presenceOf(room),
    iceServers: options.iceServersFor(identity.userId, room.id),
    preconnect: options.lobby.peers.has(id),
    ...(meshLimit !== undefined && { meshLimit }),
    ...(isHost && { isHost }),
    serverTime,
  };
}
