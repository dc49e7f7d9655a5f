import type { Lobby } from '../lobby/lobby';
import type { ParleySocket } from '../platform/parley-socket';
import type { SocketServer } from '../platform/socket';
import type { JoinAck } from '@parley/shared/meetings';
import { isRoomChannel, roomChannel, watchChannel, type LiveRoom } from './live-meeting';
import type { LiveMeetings, Membership } from './live-meetings';
import type { MeetingService } from './meeting.service';

export interface MeetingCommandOptions {
  sockets: SocketServer;
  meetings: MeetingService;
  live: LiveMeetings;
  lobby: Lobby;
  /** @throws {AppError} NOT_FOUND, counted against guessing */
  findRoom: (userId: string, code: string) => Promise<LiveRoom>;
  displayNameOf: (userId: string) => Promise<string>;
  iceServersFor: (userId: string, roomId: string) => JoinAck['iceServers'];
  now: () => number;
}

export interface MeetingCommands {
  /** The room that a socket is in, or watches before it joins. */
  roomIdOf(socketId: string): string | undefined;
}

export function registerMeetingCommands(options: MeetingCommandOptions): MeetingCommands {
  const { sockets, meetings, live, findRoom } = options;
  const { lobbyCounts, lobbyPeers } = options.lobby;
  /** What a socket watches, and what it learnt on the way: joining then needs no look-ups. */
  const watched = new Map<string, { code: string; room: LiveRoom; displayName: string }>();

  const seatOf = (socket: ParleySocket): Membership => live.seatOf(socket.id);
  sockets.setPolicy('participant', seatOf);

  async function watch(socket: ParleySocket, code: string) {
    const { userId } = socket.data.identity;
    const [room, displayName] = await Promise.all([
      findRoom(userId, code),
      options.displayNameOf(userId),
    ]);
    if (watched.get(socket.id)?.room.id !== room.id) await unwatch(socket);
    for (const channel of socket.rooms) {
      if (isRoomChannel(channel) && channel !== roomChannel(room.id)) await socket.leave(channel);
    }
    if (socket.connected) {
      watched.set(socket.id, { code, room, displayName });
      lobbyCounts.enter(room.id, socket.id, userId);
      await socket.join([watchChannel(room.id), roomChannel(room.id)]);
    }
    return { room, displayName };
  }

  async function unwatch(socket: ParleySocket): Promise<void> {
    const before = watched.get(socket.id);
    if (before === undefined) return;
    watched.delete(socket.id);
    lobbyPeers.leave(socket.id);
    lobbyCounts.leave(before.room.id, socket.id);
    await socket.leave(watchChannel(before.room.id));
  }

  sockets.onCommand('room:watch', async ({ code, instanceId }, socket) => {
    const { userId } = socket.data.identity;
    const { room } = await watch(socket, code);
    const mayEnter = instanceId !== undefined && (await options.lobby.mayPreconnect(room, userId));
    if (!mayEnter) lobbyPeers.leave(socket.id);
    // It may have gone, or gone on to another room, while the database was asked.
    else if (watched.get(socket.id)?.room.id === room.id) {
      lobbyPeers.enter(socket, { userId, roomId: room.id, instanceId });
    }
    return {
      presence: meetings.presence(room),
      iceServers: options.iceServersFor(userId, room.id),
      preconnect: lobbyPeers.has(socket.id),
      serverTime: new Date(options.now()).toISOString(),
    };
  });

  sockets.onCommand('room:unwatch', async (_payload, socket) => {
    await unwatch(socket);
    return {};
  });

  sockets.onCommand('meeting:join', async (input, socket) => {
    const { code, instanceId, media, offers, joinSeq } = input;
    const { userId } = socket.data.identity;
    const before = watched.get(socket.id);
    const { room, displayName } = before?.code === code ? before : await watch(socket, code);
    const current = live.membershipOf(socket.id);
    if (current !== undefined && current.meeting.room.id !== room.id) {
      await meetings.leave(current, socket.id);
    }
    // As it is now: the room may have been resized since it was looked up.
    const latest = live.byRoom(room.id)?.room ?? room;
    const request = { userId, displayName, instanceId, media, offers, joinSeq, socket };
    const ack = await meetings.join(latest, request);
    await unwatch(socket);
    return ack;
  });

  sockets.onCommand('meeting:leave', async (_payload, socket) => {
    await meetings.leave(seatOf(socket), socket.id);
    return {};
  });

  sockets.onCommand('participant:update', (change, socket) => ({
    participant: meetings.updateMedia(seatOf(socket), change),
  }));

  sockets.onDisconnect((socket, how) => {
    const before = watched.get(socket.id);
    watched.delete(socket.id);
    if (before) lobbyCounts.leave(before.room.id, socket.id);
    lobbyPeers.leave(socket.id);
    void meetings.disconnected(socket.id, how);
  });

  return {
    roomIdOf: (socketId) =>
      live.membershipOf(socketId)?.meeting.room.id ?? watched.get(socketId)?.room.id,
  };
}
