import type { SocketServer } from '../platform/socket';
import type { MediaService } from './media.service';

/** The room that a socket is in, or watches before it joins. */
export type RoomIdOf = (socketId: string) => string | undefined;

export function registerMediaCommands(
  sockets: SocketServer,
  media: MediaService,
  roomIdOf: RoomIdOf,
): void {
  sockets.onCommand('ice:renew', (_payload, socket) => ({
    iceServers: media.iceServersFor(socket.data.identity.userId, roomIdOf(socket.id)),
  }));
}
