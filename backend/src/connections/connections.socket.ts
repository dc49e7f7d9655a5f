import type { SocketServer } from '../platform/socket';
import type { ConnectionsService, ReportingPlace } from './connections.service';

/**
 * Registers `connection:report`.
 * @param placeOf throws NOT_A_MEMBER if the socket has no seat
 */
export function registerConnectionCommands(
  sockets: SocketServer,
  connections: ConnectionsService,
  placeOf: (socketId: string) => ReportingPlace,
): void {
  sockets.onCommand('connection:report', async ({ minutes }, socket) => {
    await connections.report(placeOf(socket.id), minutes);
    return {};
  });
}
