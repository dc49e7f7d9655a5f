import type { SocketServer } from '../platform/socket';
import type { JoinTimings } from './join-timing.service';

export interface JoinTimingCommandOptions {
  sockets: SocketServer;
  measurements: JoinTimings;
  registry: { bySocket: (socketId: string) => { meeting: { id: string } } | undefined };
}

export function registerJoinTimingCommands(options: JoinTimingCommandOptions): void {
  const { sockets, measurements, registry } = options;
  sockets.onCommand('join:report', (measurement, socket) => {
    measurements.add(registry.bySocket(socket.id)?.meeting.id, measurement);
    return {};
  });
}
