import type { SocketServer } from '../platform/socket';
import type { JoinMeasurements } from './join-measurements';
import type { MediaService } from './media.service';

export interface MediaCommandOptions {
  sockets: SocketServer;
  media: MediaService;
  measurements: JoinMeasurements;
  /** The room that a socket is in, or watches before it joins. */
  roomIdOf: (socketId: string) => string | undefined;
  live: { membershipOf: (socketId: string) => { meeting: { id: string } } | undefined };
}

export function registerMediaCommands(options: MediaCommandOptions): void {
  const { sockets, media, measurements, roomIdOf, live } = options;

  sockets.onCommand('ice:renew', (_payload, socket) => ({
    iceServers: media.iceServersFor(socket.data.identity.userId, roomIdOf(socket.id)),
  }));

  sockets.onCommand('call:measured', (measurement, socket) => {
    measurements.add(live.membershipOf(socket.id)?.meeting.id, measurement);
    return {};
  });
}
