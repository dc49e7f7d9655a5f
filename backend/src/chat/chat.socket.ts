import { AppError } from '../platform/errors';
import type { SocketServer } from '../platform/socket';
import type { ChatService, Sender } from './chat.service';

/**
 * Returns the meeting in which a socket has a seat, and its participant as a sender.
 * @throws {AppError} NOT_A_MEMBER
 */
export type SeatOf = (socketId: string) => { meetingId: string; sender: Sender };

/** Registers `chat:send` and `chat:sync`. */
export function registerChatCommands(
  sockets: SocketServer,
  chat: ChatService,
  seatOf: SeatOf,
): void {
  sockets.onCommand('chat:send', async (input, socket) => {
    const { meetingId, sender } = seatOf(socket.id);
    return chat.send(meetingId, sender, input, () => {
      sockets.assertMay('chat:send', socket);
      if (seatOf(socket.id).meetingId !== meetingId) throw new AppError('NOT_A_MEMBER');
    });
  });

  sockets.onCommand('chat:sync', ({ afterSeq }, socket) =>
    chat.after(seatOf(socket.id).meetingId, afterSeq),
  );
}
