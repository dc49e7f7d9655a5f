import type { SocketServer } from '../platform/socket';
import type { MediaService } from './ice.service';

export interface MediaCommandOptions {
  sockets: SocketServer;
  media: MediaService;
  /** The room that a socket is in, or watches before it joins. */
  roomIdOf: (socketId: string) => string | undefined;
}

export function registerMediaCommands({ sockets, media, roomIdOf }: MediaCommandOptions): void {
  sockets.onCommand('ice:refresh', (_payload, socket) => ({
    iceServers: media.iceServersFor(socket.data.identity.userId, roomIdOf(socket.id)),
  }));
}
