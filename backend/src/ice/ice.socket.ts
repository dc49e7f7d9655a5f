import type { SocketServer } from '../platform/socket';
import type { IceService } from './ice.service';

export interface IceCommandOptions {
  sockets: SocketServer;
  ice: IceService;
  /** The room of a socket's meeting or lobby. */
  roomIdOf: (socketId: string) => string | undefined;
}

/** Registers `ice:refresh`. */
export function registerIceCommands({ sockets, ice, roomIdOf }: IceCommandOptions): void {
  sockets.onCommand('ice:refresh', (_payload, socket) => ({
    iceServers: ice.iceServersFor(socket.data.identity.userId, roomIdOf(socket.id)),
  }));
}
