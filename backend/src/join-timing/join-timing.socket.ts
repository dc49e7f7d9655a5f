import type { SocketServer } from '../platform/socket';
import type { JoinTimings } from './join-timing.service';

export interface JoinTimingCommandOptions {
  sockets: SocketServer;
  measurements: JoinTimings;
  live: { membershipOf: (socketId: string) => { meeting: { id: string } } | undefined };
}

export function registerJoinTimingCommands(options: JoinTimingCommandOptions): void {
  const { sockets, measurements, live } = options;
  sockets.onCommand('join:report', (measurement, socket) => {
    measurements.add(live.membershipOf(socket.id)?.meeting.id, measurement);
    return {};
  });
}
