import type { SocketServer } from '../platform/socket';
import type { JoinTimingService } from './join-timing.service';

export interface JoinTimingCommandOptions {
  sockets: SocketServer;
  joinTiming: JoinTimingService;
  /** The meeting in which the socket has a seat. */
  meetingIdOf: (socketId: string) => string | undefined;
}

/** Registers `join:report`. */
export function registerJoinTimingCommands(options: JoinTimingCommandOptions): void {
  const { sockets, joinTiming, meetingIdOf } = options;
  sockets.onCommand('join:report', (timing, socket) => {
    joinTiming.add(meetingIdOf(socket.id), timing);
    return {};
  });
}
