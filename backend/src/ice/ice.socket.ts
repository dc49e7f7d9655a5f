import type { Metrics } from '../platform/metrics';
import type { SocketServer } from '../platform/socket';
import type { IceService } from './ice.service';

export interface IceCommandOptions {
  sockets: SocketServer;
  ice: IceService;
  metrics: Pick<Metrics, 'iceReported'>;
  /** The room of a socket's meeting or lobby. */
  roomIdOf: (socketId: string) => string | undefined;
  /** Whether a host, a password or a lock stands between the socket and the meeting. */
  isWaiting: (socketId: string) => boolean;
}

/** Registers `ice:refresh` and `ice:report`. */
export function registerIceCommands(options: IceCommandOptions): void {
  const { sockets, ice, metrics, roomIdOf, isWaiting } = options;
  sockets.onCommand('ice:refresh', (_payload, socket) => ({
    // Clients that may not enter need no relay, but their request proves that the server answers.
    iceServers: isWaiting(socket.id)
      ? []
      : ice.iceServersFor(socket.data.identity.userId, roomIdOf(socket.id)),
  }));
  sockets.onCommand('ice:report', (report) => {
    metrics.iceReported(report);
    return {};
  });
}
