import type { SocketServer } from '../platform/socket';
import type { JoinMeasurements } from './join-measurements';

export interface MeasurementCommandOptions {
  sockets: SocketServer;
  measurements: JoinMeasurements;
  live: { membershipOf: (socketId: string) => { meeting: { id: string } } | undefined };
}

export function registerMeasurementCommands(options: MeasurementCommandOptions): void {
  const { sockets, measurements, live } = options;
  sockets.onCommand('call:measured', (measurement, socket) => {
    measurements.add(live.membershipOf(socket.id)?.meeting.id, measurement);
    return {};
  });
}
