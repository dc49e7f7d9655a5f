import type { SignalReceived, SignalSend } from '@parley/shared/signaling';
import type { LinkEpochs } from './link-epochs';
import { AppError } from '../platform/errors';

/** A seat or a lobby peer, as the receiver of signals. */
export interface SignalTarget {
  participant: { id: string; instanceId: string };
  /** Null while the participant is disconnected. */
  socket: { emit(event: 'signal:received', signal: SignalReceived): unknown } | null;
  /** Signals for the same instance when it is back. */
  waiting: SignalReceived[];
}

/** More signals than any negotiation sends while a participant is disconnected. */
const MAX_WAITING = 200;
/** In characters: the largest offers of all participants in a full room, and half as much again. */
const MAX_WAITING_LENGTH = 450_000;

/** Characters of the parts that may be long; the rest is a few hundred. */
const lengthOf = ({ description, candidate }: SignalReceived): number =>
  (description?.sdp.length ?? 0) + (candidate?.candidate.length ?? 0);

/** @throws {AppError} RATE_LIMITED if too much waits already */
function keep(waiting: SignalReceived[], signal: SignalReceived): void {
  const length = waiting.reduce((sum, kept) => sum + lengthOf(kept), lengthOf(signal));
  if (waiting.length >= MAX_WAITING || length > MAX_WAITING_LENGTH) {
    throw new AppError('RATE_LIMITED', {
      message: 'That person is reconnecting, and too much waits for them already.',
      retryAfter: 5,
    });
  }
  waiting.push(signal);
}

/**
 * Relays a signal to one receiver, or keeps it for the same instance while that is disconnected.
 * @param fromLobby whether the sender is a lobby peer
 * @throws {AppError} NOT_A_MEMBER if no such participant and instance is here; VALIDATION_FAILED
 *   if the link epoch cannot be the pair's next; RATE_LIMITED if too much waits already
 */
export function relaySignal(
  from: SignalTarget['participant'],
  to: SignalTarget | undefined,
  signal: SignalSend,
  epochs: Pick<LinkEpochs, 'allows' | 'follow'>,
  fromLobby = false,
): void {
  if (to === undefined || to.participant.instanceId !== signal.toInstance) {
    throw new AppError('NOT_A_MEMBER', { message: 'That person is not in this meeting any more.' });
  }
  const offered = signal.description?.type === 'offer';
  const pair = [from.instanceId, signal.toInstance, signal.epoch] as const;
  if (!(offered ? epochs.follow(...pair) : epochs.allows(...pair))) {
    const message = 'Too far ahead of the connections that these two have made';
    throw new AppError('VALIDATION_FAILED', { details: [{ field: 'epoch', message }] });
  }
  const received: SignalReceived = {
    from: from.id,
    fromInstance: from.instanceId,
    epoch: signal.epoch,
    ...(fromLobby && { fromLobby }),
    ...(signal.description && { description: signal.description }),
    ...(signal.candidate && { candidate: signal.candidate }),
    ...(signal.constraints && { constraints: signal.constraints }),
    ...(signal.recreate && { recreate: signal.recreate }),
  };
  if (to.socket !== null) to.socket.emit('signal:received', received);
  else keep(to.waiting, received);
}
