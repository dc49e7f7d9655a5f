import { AppError } from '../platform/errors';
import type { SocketServer } from '../platform/socket';
import type { MediaRoutes } from './media-routes';
import type { RoutedMeeting, RoutedSeat } from './routed-meeting';
import type { SfuCheck } from './sfu-check';

export interface SfuCommandOptions<M extends RoutedMeeting> {
  readonly sockets: SocketServer;
  /** Null without an SFU. */
  readonly routes: MediaRoutes<M> | null;
  readonly sfuCheck: Pick<SfuCheck, 'begin'>;
  /** @throws {AppError} NOT_A_MEMBER */
  readonly seatOf: (socketId: string) => { meeting: M; seat: RoutedSeat };
}

/** Registers the commands of a move, and the one that checks whether a browser reaches the SFU. */
export function registerSfuCommands<M extends RoutedMeeting>(options: SfuCommandOptions<M>): void {
  const { sockets, routes, sfuCheck, seatOf } = options;

  sockets.onCommand('move:confirm', ({ gen, step }, socket) => {
    const { meeting, seat } = seatOf(socket.id);
    routes?.confirm(meeting, seat.participant.id, gen, step);
    return {};
  });

  sockets.onCommand('move:fail', ({ gen, reason }, socket) => {
    const { meeting, seat } = seatOf(socket.id);
    routes?.fail(meeting, seat.participant.id, gen, reason);
    return {};
  });

  sockets.onCommand('limitation:report', ({ by }, socket) => {
    const { meeting, seat } = seatOf(socket.id);
    routes?.limited(meeting, seat.participant.id, by);
    return {};
  });

  sockets.onCommand('sfu:refresh', async ({ gen }, socket) => {
    const { meeting, seat } = seatOf(socket.id);
    if (routes === null) throw new AppError('NOT_FOUND');
    return { access: await routes.refresh(meeting, seat, gen) };
  });

  sockets.onCommand('sfu:check', (_payload, socket) => sfuCheck.begin(socket.data.identity.userId));
}
