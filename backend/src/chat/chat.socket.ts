import type { SocketServer } from '../platform/socket';
import type { ChatService, Sender } from './chat.service';

/** The meeting that a socket sits in, and who it is there. */
export type SeatOf = (socketId: string) => { meetingId: string; sender: Sender };

export function registerChatCommands(
  sockets: SocketServer,
  chat: ChatService,
  seatOf: SeatOf,
): void {
  sockets.onCommand('chat:send', async (input, socket) => {
    const { meetingId, sender } = seatOf(socket.id);
    return chat.send(meetingId, sender, input);
  });

  sockets.onCommand('chat:sync', ({ afterSeq }, socket) =>
    chat.after(seatOf(socket.id).meetingId, afterSeq),
  );
}
