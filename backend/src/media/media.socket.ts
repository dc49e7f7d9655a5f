import type { SocketServer } from '../platform/socket';
import type { JoinMeasurements } from './join-measurements';
import type { MediaService } from './media.service';

export interface MediaCommandOptions {
  sockets: SocketServer;
  media: MediaService;
  measurements: JoinMeasurements;
  /** The room that a socket is in, or watches before it joins. */
  roomIdOf: (socketId: string) => string | undefined;
  /** @throws {AppError} NOT_A_MEMBER */
  seatOf: (socketId: string) => { meetingId: string };
}

export function registerMediaCommands(options: MediaCommandOptions): void {
  const { sockets, media, measurements, roomIdOf, seatOf } = options;

  sockets.onCommand('ice:renew', (_payload, socket) => ({
    iceServers: media.iceServersFor(socket.data.identity.userId, roomIdOf(socket.id)),
  }));

  sockets.onCommand('call:measured', (measurement, socket) => {
    measurements.add(seatOf(socket.id).meetingId, measurement);
    return {};
  });
}
