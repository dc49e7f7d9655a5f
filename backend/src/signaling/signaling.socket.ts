import type { SignalReceived, SignalSend } from '@parley/shared/signaling';
import { AppError } from '../platform/errors';
import type { SocketServer } from '../platform/socket';

/**
 * Hands a signal to a member of the sender's own meeting.
 * @throws {AppError} NOT_A_MEMBER where the addressee is not (or no longer) in it
 */
export type Relay = (socketId: string, signal: SignalSend) => void;

const delivered = {};

/** No database and no broadcast on this path: it is the hot one. */
export function registerSignalingCommands(sockets: SocketServer, relay: Relay): void {
  sockets.onCommand('signal:send', (signal, socket) => {
    relay(socket.id, signal);
    return delivered;
  });
}

/** What a seat must offer for signals to reach it. */
export interface Addressee {
  participant: { id: string; instanceId: string };
  socket: { emit(fact: 'signal:received', signal: SignalReceived): unknown } | null;
  waiting: SignalReceived[];
}

/** More than any negotiation sends while somebody reconnects. */
const MAX_WAITING = 200;

/** Delivers to one seat, or keeps the signal for the same page while it reconnects. */
export function deliver(
  from: Addressee['participant'],
  to: Addressee | undefined,
  signal: SignalSend,
): void {
  if (to === undefined || to.participant.instanceId !== signal.toInstance) {
    throw new AppError('NOT_A_MEMBER', { message: 'That person is not in this meeting any more.' });
  }
  const received: SignalReceived = {
    from: from.id,
    fromInstance: from.instanceId,
    epoch: signal.epoch,
    ...(signal.description && { description: signal.description }),
    ...(signal.candidate && { candidate: signal.candidate }),
    ...(signal.view && { view: signal.view }),
  };
  if (to.socket !== null) to.socket.emit('signal:received', received);
  else if (to.waiting.length < MAX_WAITING) to.waiting.push(received);
}
